using Google.Protobuf;
using Musubi.Contracts.Plan;
using Musubi.Switch.Forwarding.Filtering;
using Musubi.Switch.Forwarding.Guarding;
using Musubi.Switch.Forwarding.Lags;
using Musubi.Switch.Forwarding.Learning;
using Musubi.Switch.Forwarding.Multicast;

namespace Musubi.Switch.Forwarding.Compile;

/// <summary>
/// Compiles a valid plan and what is true at run time into the snapshot that workers read. Pure; called by the control
/// thread for each plan, link change and effective MAC.
/// </summary>
public static class PlanCompiler
{
    /// <param name="plan">Must have passed <see cref="PlanValidator"/>.</param>
    /// <param name="inputs">One for each port of the plan, in its order; plan indexes are positions in that order.</param>
    public static ForwardingPlan Compile(SwitchPlan plan, IReadOnlyList<PortInput> inputs)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(inputs.Count, plan.Ports.Count);
        Dictionary<uint, ushort> switches = [];
        foreach (PlannedSwitch planned in plan.Switches)
        {
            switches.Add(planned.Key, (ushort)switches.Count);
        }

        bool[] snoops = [.. plan.Switches.Select(planned => planned.Snooping is not null)];
        DomainBuilder domains = new(plan.Switches.Count);
        PlanTeams teams = new(plan);
        PortRecord[] ports = BuildPorts(plan, inputs, teams, switches, domains);
        (int[] spreads, TeamWays[] ways, LagRecord[] lags) = new Pinning(teams, ports, inputs).Run();
        for (int i = 0; i < ports.Length; i++)
        {
            if (IsPresent(in ports[i], inputs[i]))
            {
                domains.AddPort(i, in ports[i], FilteringOf(in ports[i], snoops));
            }
        }

        domains.Finish(ports);
        LearningPort?[] learners = BuildLearners(ports, inputs);
        PortRules?[] rules = RulePlan.Apply(ports, inputs);
        return new ForwardingPlan
        {
            Generation = plan.Generation,
            Ports = ports,
            Switches = domains.Switches,
            DomainOfVlan = domains.DomainOfVlan,
            Domains = domains.Domains,
            DomainPorts = domains.DomainPorts,
            TrunkBitmaps = domains.TrunkBitmaps,
            Spreads = spreads,
            Teams = teams,
            Ways = ways,
            Lags = lags,
            Macs = BuildMacs(plan, ports, inputs, domains),
            PrivateMacs = BuildPrivateMacs(plan, ports, inputs),
            Guards = BuildGuards(ports, inputs),
            GuestGroups = BuildGuestGroups(plan, ports),
            Learned = learners.FirstOrDefault(learner => learner is not null)?.Macs,
            Learners = learners,
            IndexOfLearner = IndexByNumber(learners),
            Rules = rules,
            TrafficTypes = rules.Length > 0 ? RulePlan.TrafficTypes(plan) : [],
        };
    }

    private static GroupFiltering FilteringOf(in PortRecord port, bool[] snoops) =>
        snoops[port.Switch] ? GroupFiltering.Snooped : port.Has(PortFlags.FiltersGroups) ? GroupFiltering.ByMac : GroupFiltering.None;

    private static MacTable? BuildGuestGroups(SwitchPlan plan, PortRecord[] ports)
    {
        int[] told = [.. Enumerable.Range(0, ports.Length).Where(i => ports[i].Has(PortFlags.FiltersGroups))];
        if (told.Length == 0)
        {
            return null;
        }

        MacTable groups = new(told.Sum(i => plan.Ports[i].Vnic.GuestGroups.Macs.Count));
        foreach (int i in told)
        {
            foreach (ByteString mac in plan.Ports[i].Vnic.GuestGroups.Macs)
            {
                groups.TryAdd(ReadMac(mac), (ushort)(i + 1), i);
            }
        }

        return groups;
    }

    public static ulong ReadMac(ByteString bytes)
    {
        ulong mac = 0;
        foreach (byte octet in bytes.Span)
        {
            mac = (mac << 8) | octet;
        }

        return mac;
    }

    public static string FormatMac(ulong mac) =>
        string.Join(':', Enumerable.Range(0, 6).Select(i => ((mac >> (40 - (8 * i))) & 0xff).ToString("x2", System.Globalization.CultureInfo.InvariantCulture)));

    /// <summary>Owns its MAC and hears its VLANs: a running vNIC that is not mute.</summary>
    private static bool IsPresent(in PortRecord port, PortInput input) => input.Running && !port.Has(PortFlags.Uplink | PortFlags.Mute);

    /// <summary>
    /// The same plan after nothing but links, beacons, loads and ports' present uplinks changed: what does not depend on them is shared. Far cheaper
    /// than to compile it.
    /// </summary>
    /// <param name="present">Compiled from the plan whose ports the inputs are of.</param>
    /// <param name="inputs">Differing from those of <paramref name="present"/> in what uplinks are like, and what vNICs are pinned to.</param>
    public static ForwardingPlan Repin(ForwardingPlan present, IReadOnlyList<PortInput> inputs)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(inputs.Count, present.Ports.Length);
        PortRecord[] ports = [.. present.Ports];
        (int[] spreads, TeamWays[] ways, LagRecord[] lags) = new Pinning(present.Teams, ports, inputs).Run();
        return present with { Ports = ports, Spreads = spreads, Ways = ways, Lags = lags };
    }

    private static PortRecord[] BuildPorts(SwitchPlan plan, IReadOnlyList<PortInput> inputs, PlanTeams teams, Dictionary<uint, ushort> switches, DomainBuilder domains)
    {
        HashSet<uint> shared = [.. plan.Switches.Where(planned => planned.IoControl is not null).Select(planned => planned.Key)];
        Dictionary<uint, uint> mtus = plan.Switches.ToDictionary(planned => planned.Key, planned => planned.Mtu);
        PortRecord[] records = new PortRecord[plan.Ports.Count];
        for (int i = 0; i < records.Length; i++)
        {
            PlannedPort port = plan.Ports[i];
            ushort owner = switches[port.SwitchKey];
            records[i] = port.RoleCase == PlannedPort.RoleOneofCase.Uplink
                ? new PortRecord { Flags = PortFlags.Uplink | PortFlags.SendsTags | Flag(shared.Contains(port.SwitchKey), PortFlags.SharesBySender), PinnedUplink = PortRecord.NoUplink, Team = teams.BitOf(port.Id), Listens = inputs[i].Listens }
                : BuildVnic(port, owner, inputs[i], domains);
            records[i].Switch = owner;
            records[i].Origin = inputs[i].Number + 1;
            records[i].Snoops = inputs[i].Guard is null ? SnoopKinds.None : inputs[i].Snoops;
            records[i].Mtu = (ushort)mtus[port.SwitchKey];
            if (IsNarrow(inputs[i].LinkMtu, records[i].Mtu))
            {
                records[i].Flags |= PortFlags.NarrowWay;
                records[i].WayMtu = (ushort)inputs[i].LinkMtu;
            }
        }

        return records;
    }

    /// <summary>Whether an interface takes less than the switch lets pass; one that nobody told of takes all.</summary>
    public static bool IsNarrow(int linkMtu, int switchMtu) => linkMtu > 0 && linkMtu < switchMtu;

    private static PortRecord BuildVnic(PlannedPort port, ushort owner, PortInput input, DomainBuilder domains)
    {
        VnicRole vnic = port.Vnic;
        SecuritySettings security = vnic.Security ?? new SecuritySettings();
        ulong configured = ReadMac(vnic.Mac);
        ulong guest = ReadMac(vnic.GuestMac);
        bool trunk = vnic.Vlan.ModeCase == VlanSettings.ModeOneofCase.Trunk;
        PortFlags flags = Flag(vnic.Blocked, PortFlags.Blocked)
            | Flag(MuteRule.IsMute(port, input.LinkUp), PortFlags.Mute)
            | Flag(security.Promiscuous, PortFlags.Promiscuous)
            | Flag(security.MacChanges, PortFlags.AcceptMacChanges)
            | Flag(security.ForgedTransmits, PortFlags.AcceptForgedTransmits)
            | Flag(guest != 0, PortFlags.GuestMacKnown)
            | Flag(guest != 0 && guest != configured && !security.MacChanges, PortFlags.InboundStopped)
            | Flag(trunk, PortFlags.Trunk | PortFlags.SendsTags)
            | Flag(vnic.Vlan.ModeCase == VlanSettings.ModeOneofCase.Private, PortFlags.Private)
            | Flag(vnic.Teaming.Policy == TeamingPolicy.PhysicalLoad, PortFlags.MeasuresLoad)
            | GuardFlags(vnic.Guards)
            | Flag(vnic.GuestGroups is not null && input.HeedsGuestGroups && !security.Promiscuous, PortFlags.FiltersGroups)
            | LearningFlags(port, input);
        return new PortRecord
        {
            Flags = flags,
            Vlan = (ushort)(vnic.Vlan.ModeCase == VlanSettings.ModeOneofCase.Access ? vnic.Vlan.Access : vnic.Vlan.Private?.Sends ?? 0),
            Family = vnic.Vlan.Private is { } inFamily ? domains.FamilyOf(owner, inFamily.Primary) : (ushort)0,
            EffectiveMac = EffectiveMac(configured, guest, input.TakenMac, security.MacChanges),
            TrunkBitmap = trunk ? domains.AddTrunk(vnic.Vlan.Trunk) : vnic.Vlan.Private is { } hearing ? domains.AddHeard(hearing.Hears) : 0,
        };
    }

    /// <summary>What the guest has set, where that is accepted and known or seen; else what was configured.</summary>
    private static ulong EffectiveMac(ulong configured, ulong guest, ulong taken, bool changesAccepted) =>
        !changesAccepted ? configured
        : guest != 0 ? guest
        : taken != 0 ? taken
        : configured;

    /// <summary>
    /// Frames of other sources than the guest's own are forged transmits, learned or not: where those are rejected nothing can
    /// be learned. A mute port owns no MAC, and one that does not run has lost what it knew. In a private VLAN, where a sender's VLAN is not the
    /// one that its answers come in, nothing is learned.
    /// </summary>
    private static PortFlags LearningFlags(PlannedPort port, PortInput input) =>
        port.Vnic is { MacLearning: { } learning, Security.ForgedTransmits: true, Vlan.ModeCase: not VlanSettings.ModeOneofCase.Private } && !MuteRule.IsMute(port, input.LinkUp) && input is { Running: true, Learner: not null }
            ? PortFlags.Learns | Flag(learning.DropAtLimit, PortFlags.DropsAtMacLimit) | Flag(learning.Flooding, PortFlags.FloodsUnknown)
            : PortFlags.None;

    /// <summary>A port with a guard that nobody made knows no address of its guest.</summary>
    private static PortGuard?[] BuildGuards(PortRecord[] ports, IReadOnlyList<PortInput> inputs)
    {
        const PortFlags judging = PortFlags.DhcpGuard | PortFlags.RaGuard | PortFlags.SpoofGuard;
        return Array.Exists(ports, port => port.Has(judging) || port.Snoops != SnoopKinds.None)
            ? [.. ports.Select((port, i) => inputs[i].Guard ?? (port.Has(judging) ? new PortGuard(0) : null))]
            : [];
    }

    private static PortFlags GuardFlags(GuardSettings? guards)
    {
        if (guards is null)
        {
            return PortFlags.None;
        }

        PortFlags judging = Flag(guards.DhcpGuard, PortFlags.DhcpGuard)
            | Flag(guards.RaGuard, PortFlags.RaGuard)
            | Flag(guards.SpoofGuard is SpoofGuard.Snooped or SpoofGuard.Configured, PortFlags.SpoofGuard);
        return judging | Flag(judging != PortFlags.None, PortFlags.Inspects) | Flag(guards.BpduFilter, PortFlags.BpduFilter);
    }

    private static LearningPort?[] BuildLearners(PortRecord[] ports, IReadOnlyList<PortInput> inputs) => Array.Exists(ports, port => port.Has(PortFlags.Learns))
        ? [.. ports.Select((port, i) => port.Has(PortFlags.Learns) ? inputs[i].Learner : null)]
        : [];

    private static int[] IndexByNumber(LearningPort?[] learners)
    {
        int[] index = new int[learners.Max(learner => learner?.Number + 1) ?? 0];
        Array.Fill(index, -1);
        for (int i = 0; i < learners.Length; i++)
        {
            if (learners[i] is { } learner)
            {
                index[learner.Number] = i;
            }
        }

        return index;
    }

    private static PortFlags Flag(bool set, PortFlags flag) => set ? flag : PortFlags.None;

    /// <summary>
    /// Configured MACs first: where two guests claim one address, the one that it was given to keeps it. Of two that took it,
    /// the first in the plan has it. A trunk's MAC stands once for its whole switch, so of two trunks only one has it, in any VLAN.
    /// </summary>
    private static MacTable BuildMacs(SwitchPlan plan, PortRecord[] ports, IReadOnlyList<PortInput> inputs, DomainBuilder domains)
    {
        MacTable macs = new(CountKeys(ports, inputs, domains));
        foreach (bool configured in (ReadOnlySpan<bool>)[true, false])
        {
            for (int i = 0; i < ports.Length; i++)
            {
                if (!IsPresent(in ports[i], inputs[i]) || HasConfiguredMac(plan, ports, i) != configured)
                {
                    continue;
                }

                if (ports[i].Has(PortFlags.Trunk))
                {
                    macs.TryAdd(ports[i].EffectiveMac, domains.Switches[ports[i].Switch].TrunkDomain, i);
                    continue;
                }

                for (int vlan = domains.NextVlan(in ports[i], -1); vlan >= 0; vlan = domains.NextVlan(in ports[i], vlan))
                {
                    if (configured || !IsTrunksOwn(plan, ports, i, vlan, macs, domains))
                    {
                        macs.TryAdd(ports[i].EffectiveMac, domains.DomainOf(in ports[i], vlan), i);
                    }
                }
            }
        }

        return macs;
    }

    /// <summary>How often ports' MACs may stand in the table: once, but for each VLAN that it hears for a port of a private VLAN.</summary>
    private static int CountKeys(PortRecord[] ports, IReadOnlyList<PortInput> inputs, DomainBuilder domains)
    {
        int keys = ports.Length;
        for (int i = 0; i < ports.Length; i++)
        {
            if (IsPresent(in ports[i], inputs[i]) && ports[i].Has(PortFlags.Private))
            {
                for (int vlan = domains.NextVlan(in ports[i], -1); vlan >= 0; vlan = domains.NextVlan(in ports[i], vlan))
                {
                    keys++;
                }
            }
        }

        return keys;
    }

    /// <summary>As the MACs of all ports, but by private VLAN, in which each MAC stands once.</summary>
    private static MacTable? BuildPrivateMacs(SwitchPlan plan, PortRecord[] ports, IReadOnlyList<PortInput> inputs)
    {
        int[] present = [.. Enumerable.Range(0, ports.Length).Where(i => ports[i].Has(PortFlags.Private) && IsPresent(in ports[i], inputs[i]))];
        if (present.Length == 0)
        {
            return null;
        }

        MacTable macs = new(present.Length);
        foreach (int i in present.OrderBy(i => !HasConfiguredMac(plan, ports, i)))
        {
            macs.TryAdd(ports[i].EffectiveMac, ports[i].Family, i);
        }

        return macs;
    }

    private static bool HasConfiguredMac(SwitchPlan plan, PortRecord[] ports, int port) => ports[port].EffectiveMac == ReadMac(plan.Ports[port].Vnic.Mac);

    /// <summary>
    /// Whether a MAC that a guest took was given to a trunk that carries a VLAN. The guest's entry would be found before the
    /// trunk's.
    /// </summary>
    private static bool IsTrunksOwn(SwitchPlan plan, PortRecord[] ports, int port, int vlan, MacTable macs, DomainBuilder domains)
    {
        ref readonly PortRecord record = ref ports[port];
        ushort trunkDomain = domains.Switches[record.Switch].TrunkDomain;
        if (trunkDomain == 0)
        {
            return false;
        }

        int trunk = macs.Find(record.EffectiveMac, trunkDomain);
        return trunk != MacTable.NotFound && HasConfiguredMac(plan, ports, trunk) && VlanBitmap.Contains(domains.TrunkBitmaps, ports[trunk].TrunkBitmap, vlan);
    }
}

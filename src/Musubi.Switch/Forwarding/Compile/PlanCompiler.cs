using Google.Protobuf;
using Musubi.Contracts.Plan;
using Musubi.Switch.Forwarding.Learning;

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

        DomainBuilder domains = new(plan.Switches.Count);
        PortRecord[] ports = BuildPorts(plan, inputs, switches, domains);
        for (int i = 0; i < ports.Length; i++)
        {
            if (IsPresent(in ports[i], inputs[i]))
            {
                domains.AddPort(i, in ports[i]);
            }
        }

        domains.Finish(ports);
        LearningPort?[] learners = BuildLearners(ports, inputs);
        return new ForwardingPlan
        {
            Generation = plan.Generation,
            Ports = ports,
            Switches = domains.Switches,
            DomainOfVlan = domains.DomainOfVlan,
            Domains = domains.Domains,
            DomainPorts = domains.DomainPorts,
            TrunkBitmaps = domains.TrunkBitmaps,
            Macs = BuildMacs(plan, ports, inputs, domains),
            Learned = learners.FirstOrDefault(learner => learner is not null)?.Macs,
            Learners = learners,
            IndexOfLearner = IndexByNumber(learners),
        };
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

    private static PortRecord[] BuildPorts(SwitchPlan plan, IReadOnlyList<PortInput> inputs, Dictionary<uint, ushort> switches, DomainBuilder domains)
    {
        Dictionary<string, int> index = [];
        HashSet<string> up = [];
        for (int i = 0; i < plan.Ports.Count; i++)
        {
            index.Add(plan.Ports[i].Id, i);
            if (plan.Ports[i].RoleCase == PlannedPort.RoleOneofCase.Uplink && inputs[i].Running && inputs[i].LinkUp)
            {
                up.Add(plan.Ports[i].Id);
            }
        }

        Dictionary<uint, uint> mtus = plan.Switches.ToDictionary(planned => planned.Key, planned => planned.Mtu);
        PortRecord[] records = new PortRecord[plan.Ports.Count];
        for (int i = 0; i < records.Length; i++)
        {
            PlannedPort port = plan.Ports[i];
            records[i] = port.RoleCase == PlannedPort.RoleOneofCase.Uplink
                ? new PortRecord { Flags = PortFlags.Uplink | PortFlags.SendsTags, PinnedUplink = PortRecord.NoUplink }
                : BuildVnic(port, inputs[i], domains);
            records[i].Switch = switches[port.SwitchKey];
            records[i].Mtu = (ushort)mtus[port.SwitchKey];
            if (port.RoleCase == PlannedPort.RoleOneofCase.Vnic)
            {
                string? uplink = UplinkChoice.Choose(port.Vnic.Teaming, port.Vnic.Number, up.Contains, inputs[i].PresentUplink);
                records[i].PinnedUplink = uplink is null ? PortRecord.NoUplink : index[uplink];
            }
        }

        return records;
    }

    private static PortRecord BuildVnic(PlannedPort port, PortInput input, DomainBuilder domains)
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
            | LearningFlags(port, input);
        return new PortRecord
        {
            Flags = flags,
            Vlan = (ushort)(vnic.Vlan.ModeCase == VlanSettings.ModeOneofCase.Access ? vnic.Vlan.Access : 0),
            EffectiveMac = EffectiveMac(configured, guest, input.TakenMac, security.MacChanges),
            TrunkBitmap = trunk ? domains.AddTrunk(vnic.Vlan.Trunk) : 0,
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
    /// be learned. A mute port owns no MAC, and one that does not run has lost what it knew.
    /// </summary>
    private static PortFlags LearningFlags(PlannedPort port, PortInput input) =>
        port.Vnic is { MacLearning: { } learning, Security.ForgedTransmits: true } && !MuteRule.IsMute(port, input.LinkUp) && input is { Running: true, Learner: not null }
            ? PortFlags.Learns | Flag(learning.DropAtLimit, PortFlags.DropsAtMacLimit) | Flag(learning.Flooding, PortFlags.FloodsUnknown)
            : PortFlags.None;

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
        MacTable macs = new(ports.Length);
        foreach (bool configured in (ReadOnlySpan<bool>)[true, false])
        {
            for (int i = 0; i < ports.Length; i++)
            {
                if (IsPresent(in ports[i], inputs[i]) && HasConfiguredMac(plan, ports, i) == configured && !IsTrunksOwn(plan, ports, i, macs, domains))
                {
                    macs.TryAdd(ports[i].EffectiveMac, domains.OwnDomain(in ports[i]), i);
                }
            }
        }

        return macs;
    }

    private static bool HasConfiguredMac(SwitchPlan plan, PortRecord[] ports, int port) => ports[port].EffectiveMac == ReadMac(plan.Ports[port].Vnic.Mac);

    /// <summary>
    /// Whether a MAC that a guest took was given to a trunk that carries the guest's VLAN. The guest's entry would be found
    /// before the trunk's.
    /// </summary>
    private static bool IsTrunksOwn(SwitchPlan plan, PortRecord[] ports, int port, MacTable macs, DomainBuilder domains)
    {
        ref readonly PortRecord record = ref ports[port];
        ushort trunkDomain = domains.Switches[record.Switch].TrunkDomain;
        if (trunkDomain == 0 || record.Has(PortFlags.Trunk) || HasConfiguredMac(plan, ports, port))
        {
            return false;
        }

        int trunk = macs.Find(record.EffectiveMac, trunkDomain);
        return trunk != MacTable.NotFound && HasConfiguredMac(plan, ports, trunk) && VlanBitmap.Contains(domains.TrunkBitmaps, ports[trunk].TrunkBitmap, record.Vlan);
    }
}

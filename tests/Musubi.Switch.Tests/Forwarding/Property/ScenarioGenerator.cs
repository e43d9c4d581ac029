using System.Net;
using Google.Protobuf;
using Musubi.Contracts.Plan;
using Musubi.Switch.Forwarding.Compile;
using Musubi.Switch.Forwarding.Punting;
using Musubi.Switch.Tests.Forwarding.Testbed;

namespace Musubi.Switch.Tests.Forwarding.Property;

/// <summary>Scenarios from a seed: small worlds, so that ports meet, with every setting and every kind of frame.</summary>
public sealed class ScenarioGenerator(Random random)
{
    internal static readonly int[] Vlans = [0, 10, 20, 30];

    internal static readonly int[] PrivateVlans = [40, 41, 42, 43];

    /// <summary>One private VLAN: what each class sends with, and what it hears.</summary>
    private static readonly (uint Sends, uint[] Hears)[] PrivateClasses = [(40, [40, 41, 42, 43]), (41, [40]), (42, [40, 42]), (43, [40, 43])];

    private const PuntKinds EveryProtocol = PuntKinds.SlowProtocol | PuntKinds.Lldp | PuntKinds.Cdp | PuntKinds.Beacon;

    private readonly FrameGenerator _frames = new(random);
    private readonly RuleGenerator _rules = new(random);
    private int _last;

    public Scenario Next()
    {
        SwitchPlan plan = new() { Generation = 1 };
        for (uint key = 1; key <= random.Next(1, 3); key++)
        {
            AddSwitch(plan, key);
        }

        if (Chance(25))
        {
            AddRules(plan);
        }

        Refusal[] refusals = [.. plan.Ports.Select(_ => Chance(25) ? new Refusal((TransmitOutcome)random.Next(1, 7), random.Next(1, 6)) : default)];
        IEnumerable<Step> failures = plan.Ports.Index().Where(port => port.Item.Uplink is not null && Chance(25)).Select(port => new LinkChange(port.Index, false));
        IEnumerable<Step> listens = plan.Ports.Index().Where(port => port.Item.Uplink is not null && Chance(50)).Select(port => new ListenChange(port.Index, (PuntKinds)random.Next(32) & EveryProtocol));
        IEnumerable<Step> joins = plan.Ports.Index().Where(port => LagOf(plan, port.Index) is not null && Chance(80)).Select(port => NextLagNews(plan, port.Index));
        IEnumerable<Step> moves = plan.Ports.Index().Where(port => port.Item.Vnic is not null && Chance(30)).Select(port => NextVnicNews(plan, port.Index));
        return new Scenario(plan, refusals, [.. failures, NextGroups(plan), .. listens, .. joins, .. moves, .. Enumerable.Range(0, random.Next(4, 14)).Select(_ => NextStep(plan))]);
    }

    private void AddSwitch(SwitchPlan plan, uint key)
    {
        PlannedSwitch planned = new() { Key = key, Id = $"00000000-0000-0000-ffff-{key:x12}", Name = $"switch {key}", Mtu = Pick(68u, 300u, 1500u, 1500u, 9000u) };
        planned.Snooping = Chance(60) ? new MulticastSnooping() : null;
        plan.Switches.Add(planned);
        List<string> uplinks = [];
        int ports = random.Next(2, 9);
        int uplinksLeft = random.Next(0, 6);
        for (int i = 0; i < ports + uplinksLeft; i++)
        {
            PlannedPort port = new() { Id = $"00000000-0000-0000-{key:x4}-{i:x12}", SwitchKey = key, Attachment = new Attachment { TapDevice = new TapDevice { VnetHeaderBytes = 12 } } };
            if (i >= ports)
            {
                port.Uplink = new UplinkRole { UplinkName = $"Uplink {i - ports + 1}" };
                uplinks.Add(port.Id);
            }

            plan.Ports.Add(port);
        }

        AddLags(planned, uplinks);
        foreach ((int i, PlannedPort port) in plan.Ports.Where(port => port.SwitchKey == key && port.Uplink is null).Index())
        {
            port.Vnic = NextVnic(key, i, uplinks);
        }
    }

    private void AddRules(SwitchPlan plan)
    {
        for (uint key = 1; key <= random.Next(1, 4); key++)
        {
            plan.RuleSets.Add(_rules.NextSet(key, Chance(15) ? 300 : 6));
        }

        foreach (PlannedPort port in plan.Ports.Where(_ => Chance(40)))
        {
            uint key = Pick([.. plan.RuleSets]).Key;
            if (port.Vnic is { } vnic)
            {
                vnic.RuleSet = key;
                vnic.TrafficType = Pick(TrafficType.Unspecified, TrafficType.VirtualMachine, TrafficType.Vmotion);
            }
            else
            {
                port.Uplink.RuleSet = key;
            }
        }
    }

    /// <summary>Some uplinks become LAGs, which then stand where those stood.</summary>
    private void AddLags(PlannedSwitch planned, List<string> uplinks)
    {
        uint number = 100 * planned.Key;
        while (uplinks.Count > 0 && Chance(35) && planned.Lags.Count < 2)
        {
            PlannedLag lag = new()
            {
                Id = $"{planned.Name}/lag{planned.Lags.Count}",
                Key = (100 * planned.Key) + (uint)planned.Lags.Count,
                SystemId = Bytes(MacPool.Outside[0]),
                Hash = new LagHash { Fields = (LagHashFields)random.Next(1, 4), Sides = (LagHashSides)random.Next(1, 4), Vlan = Chance(50) },
            };
            for (int left = random.Next(1, 4); left > 0 && uplinks.Count > planned.Lags.Count; left--)
            {
                int chosen = random.Next(planned.Lags.Count, uplinks.Count);
                lag.Members.Add(new PlannedLagMember { PortId = uplinks[chosen], Number = ++number });
                uplinks.RemoveAt(chosen);
            }

            if (lag.Members.Count == 0)
            {
                return;
            }

            planned.Lags.Add(lag);
            uplinks.Insert(0, lag.Id);
        }
    }

    private VnicRole NextVnic(uint key, int number, List<string> uplinks)
    {
        VnicRole vnic = NextPlainVnic(key, number, uplinks);
        vnic.Guards = Chance(40) ? NextGuards(vnic) : null;
        if (Chance(30))
        {
            vnic.MacLearning = new MacLearning { Limit = Pick(1u, 2u, 3u, 4096u), DropAtLimit = Chance(50), Flooding = Chance(50), AgeingSeconds = Pick(2u, 3u, 300u) };
            vnic.Security = Chance(90) ? new SecuritySettings(vnic.Security ?? new SecuritySettings()) { ForgedTransmits = true } : vnic.Security;
        }

        return vnic;
    }

    private GuardSettings NextGuards(VnicRole vnic)
    {
        GuardSettings guards = new() { BpduFilter = Chance(50), DhcpGuard = Chance(50), RaGuard = Chance(50), SpoofGuard = Pick(SpoofGuard.Off, SpoofGuard.Observe, SpoofGuard.Snooped, SpoofGuard.Configured, SpoofGuard.Snooped) };
        guards.Addresses.AddRange(GuestPackets.Prefixes.Where(_ => Chance(30)));
        foreach (AddressPrefix prefix in GuestPackets.Prefixes.Where(_ => Chance(30)))
        {
            SeenAddress seen = new() { Address = prefix, Origin = Pick(AddressOrigin.Dhcp, AddressOrigin.Claimed, AddressOrigin.Traffic) };
            if (vnic.Vlan.Trunk is not null)
            {
                seen.Vlan = (uint)Pick(Vlans);
            }

            guards.Seen.Add(seen);
        }

        return guards;
    }

    private VnicRole NextPlainVnic(uint key, int number, List<string> uplinks) => new()
    {
        Mac = Bytes(MacPool.Configured(key, number)),
        GuestMac = Weigh(80, 10, 10) switch { 0 => ByteString.Empty, 1 => Bytes(MacPool.Configured(key, number)), _ => Bytes(MacPool.Taken[random.Next(MacPool.Taken.Length)]) },
        Security = Chance(5) ? null : new SecuritySettings { Promiscuous = Chance(20), MacChanges = Chance(30), ForgedTransmits = Chance(30) },
        Vlan = NextVlan(),
        Teaming = NextTeaming(uplinks),
        Blocked = Chance(6),
        Mute = Chance(6),
        GuestGroups = Chance(25) ? new GuestGroups { Macs = { Enumerable.Range(0, random.Next(4)).Select(_ => Bytes(Chance(40) ? Pick(MacPool.Groups) : GroupPackets.MacOf(IPAddress.Parse(Pick(MacPool.IpGroups))))) } } : null,
        Number = (uint)random.Next(0, 1000),
    };

    private VlanSettings NextVlan()
    {
        if (Chance(20))
        {
            (uint sends, uint[] hears) = Pick(PrivateClasses);
            return new VlanSettings { Private = new PrivateVlan { Sends = sends, Hears = { hears }, Primary = PrivateClasses[0].Sends } };
        }

        switch (Weigh(25, 45, 30))
        {
            case 0:
                return new VlanSettings { None = new NoVlan() };
            case 1:
                return new VlanSettings { Access = (uint)Vlans[random.Next(1, Vlans.Length)] };
            default:
                VlanTrunk trunk = new();
                for (int i = 0; i < random.Next(1, 4); i++)
                {
                    uint first = Pick(0u, 1u, 10u, 15u, 20u, 4094u);
                    trunk.Ranges.Add(new VlanRange { First = first, Last = Math.Min(first + Pick(0u, 0u, 10u, 100u, 4094u), 4094) });
                }

                return new VlanSettings { Trunk = trunk };
        }
    }

    private TeamingSettings NextTeaming(List<string> uplinks)
    {
        TeamingSettings teaming = new()
        {
            Policy = (TeamingPolicy)random.Next(1, 6),
            Failback = Chance(50),
            FailureDetection = Chance(50) ? FailureDetection.Beacon : FailureDetection.Link,
            FailbackDelayMilliseconds = Pick(0u, 100u, 100u, 5000u),
        };
        foreach (string uplink in uplinks.OrderBy(_ => random.Next()))
        {
            switch (Weigh(55, 35, 10))
            {
                case 0:
                    teaming.Active.Add(uplink);
                    break;
                case 1:
                    teaming.Standby.Add(uplink);
                    break;
            }
        }

        if (teaming.Active.Concat(teaming.Standby).Any(name => name.Contains("lag", StringComparison.Ordinal)))
        {
            teaming.Policy = Pick(TeamingPolicy.PortId, TeamingPolicy.ExplicitOrder, TeamingPolicy.SourceMac);
            teaming.FailureDetection = FailureDetection.Link;
        }

        return teaming;
    }

    private Step NextStep(SwitchPlan plan)
    {
        // Often the port of the step before: much happens only to who has just done something.
        int port = _last < plan.Ports.Count && Chance(40) ? _last : random.Next(plan.Ports.Count);
        _last = port;
        bool isUplink = plan.Ports[port].Uplink is not null;
        // There are few uplinks, and much that may become of one.
        return (isUplink, isUplink ? Weigh(60, 35, 5) : Weigh(75, 20, 5)) switch
        {
            (_, 1) when Chance(15) => NextGroups(plan),
            (_, 1) when Chance(10) => NextMtu(plan, port),
            (true, 1) => Weigh(30, 40, 30) switch { 0 => new LinkChange(port, Chance(50)), 1 => NextNews(plan, port), _ => NextLagNews(plan, port) },
            (_, 2) => new RunChange(port, Chance(60)),
            (false, 1) => Chance(50) ? new Wait(random.Next(1, 4)) : NextVnicNews(plan, port),
            _ => new Burst(port, [.. Enumerable.Range(0, Chance(10) ? random.Next(60, 200) : random.Next(1, 40)).Select(_ => _frames.Next(plan, port))]),
        };
    }

    private MtuChange NextMtu(SwitchPlan plan, int port)
    {
        int mtu = (int)plan.Switches.Single(planned => planned.Key == plan.Ports[port].SwitchKey).Mtu;
        return new MtuChange(port, Chance(40) ? mtu - random.Next(1, Math.Min(mtu, 100)) : Pick(0, mtu - 1, mtu - 1, mtu - 1, mtu, mtu + 1));
    }

    private UplinkNews NextNews(SwitchPlan plan, int port)
    {
        BeaconFacts facts = new() { Hears = SomeUplinks(plan, port), Heard = SomeUplinks(plan, port), IsFresh = Chance(30), IsProven = Chance(60), HeardFor = Time() };
        return new UplinkNews(port, Time(), Chance(20) ? null : facts);

        TimeSpan? Time() => Chance(50) ? null : TimeSpan.FromMilliseconds(Pick(0, 99, 100, 4000));
    }

    private LagNews NextLagNews(SwitchPlan plan, int port)
    {
        PlannedLag? lag = LagOf(plan, port);
        bool distributes = Chance(65);
        return new LagNews(port, lag is null || Chance(15) ? null : new LagInput(Chance(95) ? lag.Id : "another", distributes || Chance(50), distributes, Chance(50) ? null : TimeSpan.FromMilliseconds(Pick(0, 99, 100, 4000))));
    }

    private static PlannedLag? LagOf(SwitchPlan plan, int port) =>
        plan.Switches.SelectMany(owner => owner.Lags).FirstOrDefault(lag => lag.Members.Any(member => member.PortId == plan.Ports[port].Id));

    private VnicNews NextVnicNews(SwitchPlan plan, int port)
    {
        int[] lately = Chance(50) ? [] : SomeUplinks(plan, port);
        return new VnicNews(port, SomeUplinks(plan, port) is [var first, ..] ? plan.Ports[first].Id : null, [.. lately.Select(uplink => plan.Ports[uplink].Id)]);
    }

    private int[] SomeUplinks(SwitchPlan plan, int port) =>
        [.. plan.Ports.Index().Where(other => other.Item.Uplink is not null && other.Item.SwitchKey == plan.Ports[port].SwitchKey && Chance(40)).Select(other => other.Index)];

    /// <summary>What may be known of groups: much of a few VLANs, so that frames meet it.</summary>
    private GroupsChange NextGroups(SwitchPlan plan)
    {
        List<GroupFact> facts = [];
        foreach (PlannedSwitch planned in plan.Switches.Where(planned => planned.Snooping is not null))
        {
            foreach (int vlan in Vlans.Append(PrivateVlans[0]).Where(_ => Chance(80)))
            {
                facts.AddRange(new[] { GroupFactKind.FollowsIpv4, GroupFactKind.FollowsIpv6, GroupFactKind.FloodsUnregistered }
                    .Where(kind => Chance(kind == GroupFactKind.FloodsUnregistered ? 20 : 90)).Select(kind => new GroupFact(planned.Key, vlan, kind)));
                foreach (int port in Enumerable.Range(0, plan.Ports.Count).Where(port => plan.Ports[port].SwitchKey == planned.Key && IsIn(plan.Ports[port].Vnic, vlan)))
                {
                    facts.AddRange(NextFacts(planned.Key, vlan, port));
                }
            }
        }

        return new GroupsChange(facts);
    }

    /// <summary>Whether a port has a part in what is known of a VLAN, or of the private VLAN with this primary.</summary>
    private static bool IsIn(VnicRole? vnic, int vlan) => vnic?.Vlan.ModeCase switch
    {
        VlanSettings.ModeOneofCase.None => vlan == 0,
        VlanSettings.ModeOneofCase.Access => vlan == vnic.Vlan.Access,
        VlanSettings.ModeOneofCase.Private => vlan == vnic.Vlan.Private.Primary,
        VlanSettings.ModeOneofCase.Trunk => vnic.Vlan.Trunk.Ranges.Any(range => vlan >= range.First && vlan <= range.Last),
        _ => false,
    };

    private IEnumerable<GroupFact> NextFacts(uint key, int vlan, int port)
    {
        if (Chance(15))
        {
            yield return new GroupFact(key, vlan, Chance(50) ? GroupFactKind.Router : GroupFactKind.HearsAll, port);
        }

        foreach (string group in MacPool.IpGroups.Where(_ => Chance(30)))
        {
            string[] sources = [.. (group.Contains(':', StringComparison.Ordinal) ? MacPool.IpSources[2..] : MacPool.IpSources[..2]).Where(_ => Chance(30))];
            yield return new GroupFact(key, vlan, GroupFactKind.Member, port, group, sources.Length == 0 || Chance(50), sources);
        }
    }

    internal static ByteString Bytes(ulong mac) => ByteString.CopyFrom([.. Enumerable.Range(0, 6).Select(i => (byte)(mac >> (40 - (8 * i))))]);

    private bool Chance(int percent) => random.Next(100) < percent;

    private T Pick<T>(params T[] choices) => choices[random.Next(choices.Length)];

    /// <summary>The index of one of the weights, which sum to 100.</summary>
    private int Weigh(int first, int second, int third)
    {
        int drawn = random.Next(first + second + third);
        return drawn < first ? 0 : drawn < first + second ? 1 : 2;
    }
}

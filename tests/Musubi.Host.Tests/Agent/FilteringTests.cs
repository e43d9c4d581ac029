using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Google.Protobuf.Collections;
using Musubi.Contracts.Fabric;
using Musubi.Contracts.Plan;
using Musubi.Host.Agent;
using Musubi.Host.Agent.Messages;
using Musubi.Host.Edge;
using Musubi.Host.Fabric;
using Musubi.Io.Counters;
using Musubi.Model;
using Musubi.Model.Config;
using Musubi.Model.Policy;
using Musubi.Model.Policy.Filtering;
using Musubi.Model.Reading;
using Musubi.Model.Share;
using HostShare = Musubi.Model.Share.HostShare;
using PlanState = Musubi.Contracts.Plan.PortState;

namespace Musubi.Host.Tests.Agent;

/// <summary>Rules of traffic filtering and marking, from the inventory to the data plane, and their hits on the way back.</summary>
public sealed class FilteringTests
{
    private const string Rules = """
        [
            {"name": "no ssh", "direction": "ingress", "action": "drop", "match": {"protocol": "tcp", "destinationPort": "not 1-22", "tcpFlags": "syn,!ack"}},
            {"name": "voice", "direction": "egress", "action": "mark", "cos": 5, "dscp": 46, "match": {"source": "not 10.0.0.0/8", "destination": "192.0.2.1", "dscp": 0}},
            {"name": "rest", "action": "allow", "match": {"sourceMac": "00:50:56:00:00:00/24", "etherType": "not arp", "vlan": "10-20", "cos": 3, "traffic": "not vmotion"}},
            {"name": "ping", "action": "drop", "match": {"source": "2001:db8::/32", "protocol": "icmpv6", "icmpType": "128", "icmpCode": "0"}}
        ]
        """;

    private readonly AgentBench _bench = new();

    [Fact]
    public void Rules_stand_in_the_plan_once_for_all_that_have_them()
    {
        MakeFiltered();
        SwitchPlan plan = _bench.Switch.Plans.Last();
        RuleSet set = Assert.Single(plan.RuleSets);
        Assert.Equal(1U, set.Key);
        Assert.All(plan.Ports, port => Assert.Equal(1U, port.Vnic?.RuleSet ?? port.Uplink.RuleSet));

        Assert.Equal(["no ssh", "voice", "rest", "ping"], set.Rules.Select(rule => rule.Name));
        Rule ssh = set.Rules[0];
        Assert.Equal((true, false, RuleAction.Drop), (ssh.Ingress, ssh.Egress, ssh.Action));
        Assert.Equal(new RuleMatch
        {
            Protocol = new NumberRange { First = 6, Last = 6 },
            DestinationPort = new NumberRange { First = 1, Last = 22, Negated = true },
            TcpFlags = new TcpFlagsPattern { Mask = 0x12, Set = 0x02 },
        }, ssh.Match);
        Rule voice = set.Rules[1];
        Assert.Equal((false, true, RuleAction.Mark, 5U, 46U), (voice.Ingress, voice.Egress, voice.Action, voice.Cos, voice.Dscp));
        Assert.Equal(("CgAAAA==", 8U, true), (voice.Match.Source.Address.ToBase64(), voice.Match.Source.PrefixLength, voice.Match.Source.Negated));
        Assert.Equal(("wAACAQ==", 32U, false), (voice.Match.Destination.Address.ToBase64(), voice.Match.Destination.PrefixLength, voice.Match.Destination.Negated));
        Assert.Equal(new NumberRange(), voice.Match.Dscp);
        Rule rest = set.Rules[2];
        Assert.Equal((true, true, RuleAction.Allow, false, false), (rest.Ingress, rest.Egress, rest.Action, rest.HasCos, rest.HasDscp));
        Assert.Equal(new RuleMatch
        {
            SourceMac = new MacPattern { Address = 0x005056000000, Mask = 0xffffff000000 },
            EtherType = new NumberRange { First = 0x0806, Last = 0x0806, Negated = true },
            Vlan = new NumberRange { First = 10, Last = 20 },
            Cos = new NumberRange { First = 3, Last = 3 },
            TrafficType = new TrafficTypeMatch { Type = Contracts.Plan.TrafficType.Vmotion, Negated = true },
        }, rest.Match);
        Rule ping = set.Rules[3];
        Assert.Equal((16, 32U, new NumberRange { First = 58, Last = 58 }, new NumberRange { First = 128, Last = 128 }, new NumberRange()),
            (ping.Match.Source.Address.Length, ping.Match.Source.PrefixLength, ping.Match.Protocol, ping.Match.IcmpType, ping.Match.IcmpCode));
    }

    [Fact]
    public void Rules_out_of_force_are_not_in_the_plan()
    {
        MakeFiltered();
        _bench.Succeed(RequestReader.UpdatePortGroup("lan", Json("""{"policy": {"filtering": {"enabled": false}}}""")));
        SwitchPlan plan = _bench.Switch.Plans.Last();
        Assert.Single(plan.RuleSets);
        Assert.Equal([0U, 1U], plan.Ports.Select(port => port.Vnic?.RuleSet ?? port.Uplink.RuleSet).Order());
        _bench.Succeed(RequestReader.UpdateSwitch("vs0", Json("""{"uplinkFiltering": {"enabled": false}}""")));
        Assert.Empty(_bench.Switch.Plans.Last().RuleSets);
    }

    [Fact]
    public void Hits_are_told_by_the_names_of_the_rules_and_only_of_the_plan_they_were_counted_under()
    {
        MakeFiltered();
        PlannedPort vnic = _bench.Switch.Plans.Last().Ports.Single(port => port.Vnic is not null);
        Guid id = Guid.Parse(vnic.Id);
        Tell(_bench.Switch.Plans.Last(), vnic, (0, 7UL), (3, 5_000_000_000UL), (900, 1UL));
        Assert.Equal([KeyValuePair.Create("no ssh", 7UL), KeyValuePair.Create("ping", 5_000_000_000UL)], _bench.Core.View.RuleHits[id]);

        // A later plan is sent; what comes then is of the former one, whose numbers may mean other rules.
        _bench.Succeed(RequestReader.UpdatePortGroup("lan", Json("""{"policy": {"filtering": {"rules": [{"name": "new", "action": "drop"}]}}}""")));
        Tell(_bench.Switch.Plans.Reverse().Skip(1).First(), vnic, (0, 8UL));
        Assert.Equal(7UL, _bench.Core.View.RuleHits[id]["no ssh"]);
        Tell(_bench.Switch.Plans.Last(), vnic, (0, 9UL));
        Assert.Equal([KeyValuePair.Create("new", 9UL)], _bench.Core.View.RuleHits[id]);

        _bench.Core.Handle(new SwitchLost("it died"));
        Assert.Empty(_bench.Core.View.RuleHits);
    }

    [Fact]
    public void The_controller_is_told_the_hits_of_ports_and_uplinks()
    {
        FilterRuleSet set = FilterRuleSet.Of([new FilterRule { Name = "r", Action = FilterAction.Drop }]);
        _bench.ConnectFreshSwitch();
        _bench.AddNic("eth1", 1);
        _bench.Kernel.Namespaces.Add("vm1");
        HostShare share = Share("pci:0000:01:00.0");
        Model.Share.ShareSwitch owner = share.Switches.Values.Single();
        Model.Share.SharePort port = share.Ports.Values.Single();
        share = new ShareDiff { RuleSets = [set], Switches = [owner with { UplinkRuleSet = set.Id }], Ports = [port with { RuleSet = set.Id }] }.ApplyTo(share);
        Assert.Null(Arrive(share));
        SwitchPlan plan = _bench.Switch.Plans.Last();
        SwitchStatus status = new() { Generation = plan.Generation };
        status.Ports.AddRange(plan.Ports.Select((planned, i) => new PortStatus { PortId = planned.Id, Incarnation = planned.Incarnation, State = PlanState.Running, HitRules = { 0 }, Hits = { (ulong)i + 1 } }));
        _bench.Core.Handle(new SwitchSpoke(new SwitchMessage { Status = status }, []));

        string path = Path.Combine(Directory.CreateTempSubdirectory("musubi-counters-").FullName, "counters");
        using (CounterFile file = CounterFile.Open(path, new CounterShape(1, 4, ["rx-frames"])))
        {
            file.Claim(new CounterKey(port.Id, (ulong)port.Incarnation));
            Statistics report = new StatisticsReader(path, _bench.Clock).Report(_bench.Core.View);
            ulong vnicHits = (ulong)plan.Ports.IndexOf(plan.Ports.Single(planned => planned.Vnic is not null)) + 1;
            Assert.Equal(new MapField<string, ulong> { ["r"] = vnicHits }, Assert.Single(report.Ports).RuleHits);
            UplinkRuleHits uplinks = Assert.Single(report.UplinkRules);
            Assert.Equal((owner.Id.ToString(), 1U, 3 - vnicHits), (uplinks.SwitchId, uplinks.Uplinks, uplinks.RuleHits["r"]));
        }

        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    [Fact]
    public void Hits_that_find_no_room_in_a_report_have_their_turn_in_one_of_the_next()
    {
        // Each port has a fifth of what a report holds, and a bit: four find room.
        const int Ports = 10;
        int rules = (RuleHitReporter.MostBytes / 5 / (64 + 16)) + 1;
        ImmutableSortedDictionary<string, ulong> hits = Enumerable.Range(0, rules).ToImmutableSortedDictionary(i => i.ToString("d64", CultureInfo.InvariantCulture), _ => 1UL, StringComparer.Ordinal);
        Guid[] ids = [.. Enumerable.Range(0, Ports).Select(_ => Guid.NewGuid())];
        AgentView view = _bench.Core.View with { RuleHits = ids.ToImmutableDictionary(id => id, _ => hits) };
        RuleHitReporter reporter = new();
        List<string> told = [];
        for (int i = 0; i < 5; i++)
        {
            Statistics report = new();
            report.Ports.AddRange(ids.Append(Guid.NewGuid()).Select(id => new Contracts.Fabric.PortStatistics { Id = id.ToString() }));
            reporter.Add(report, view);
            Assert.True(report.CalculateSize() < 2 * RuleHitReporter.MostBytes);
            Assert.All(report.Ports.Take(Ports), port => Assert.True(port.RuleHitsLeftOut == (port.RuleHits.Count == 0)));
            Assert.False(report.Ports.Last().RuleHitsLeftOut);
            told.AddRange(report.Ports.Where(port => port.RuleHits.Count == rules).Select(port => port.Id));
        }

        Assert.Equal(20, told.Count);
        Assert.All(ids, id => Assert.Equal(2, told.Count(one => one == id.ToString())));
    }

    [Fact]
    public void A_share_whose_rules_did_not_come_is_refused_and_the_old_one_stays()
    {
        HostShare share = Share(null);
        Assert.Null(Arrive(share));
        Model.Share.SharePort port = share.Ports.Values.Single();
        HostShare lacking = new ShareDiff { Ports = [port with { RuleSet = Guid.NewGuid() }] }.ApplyTo(share);
        Assert.Contains("filtering rules", Arrive(lacking)!, StringComparison.Ordinal);
        Assert.Null(_bench.State.Current.FabricShare.Ports.Values.Single().RuleSet);
    }

    [Fact]
    public void Rules_are_read_from_the_contract_whole_or_refused()
    {
        ShareRule rule = new() { Name = "r", Action = ShareRule.Types.Action.Mark, Direction = ShareRule.Types.Direction.Egress, Cos = 0, Dscp = 63, Match = { { "protocol", "tcp" }, { "destinationPort", "not 22" } } };
        ShareRuleSet message = new() { Id = Guid.NewGuid().ToString(), Rules = { rule } };
        FilterRule read = Assert.Single(RuleReader.Read(message).Rules);
        Assert.Equal(new FilterRule
        {
            Name = "r",
            Action = FilterAction.Mark,
            Direction = FilterDirection.Egress,
            Cos = 0,
            Dscp = 63,
            Match = new FilterMatch { Protocol = new NumberMatch(6, 6, false), DestinationPort = new NumberMatch(22, 22, true) },
        }, read);

        Assert.All((Action<ShareRule>[])
        [
            one => one.Match["destinationPort"] = "many",
            one => one.Match["newQuestion"] = "1",
            one => one.Action = (ShareRule.Types.Action)9,
            one => one.Action = ShareRule.Types.Action.Unspecified,
            one => one.Direction = (ShareRule.Types.Direction)9,
        ], spoil =>
        {
            ShareRuleSet spoilt = message.Clone();
            spoil(spoilt.Rules[0]);
            Assert.Throws<FormatException>(() => RuleReader.Read(spoilt));
        });
    }

    [Fact]
    public void Rules_survive_a_restart_of_the_agent()
    {
        MakeFiltered();
        AgentBench again = new(_bench.Disk, _bench.Kernel);
        again.ConnectFreshSwitch();
        Assert.Equal(_bench.Switch.Plans.Last().RuleSets, again.Switch.Plans.Last().RuleSets);
    }

    private void MakeFiltered()
    {
        _bench.ConnectFreshSwitch();
        _bench.MakeStandardSwitch();
        _bench.Succeed(RequestReader.UpdatePortGroup("lan", Json($$"""{"policy": {"filtering": {"rules": {{Rules}} } } }""")));
        _bench.Succeed(RequestReader.UpdateSwitch("vs0", Json($$"""{"uplinkFiltering": {"rules": {{Rules}} } }""")));
    }

    private void Tell(SwitchPlan of, PlannedPort port, params ReadOnlySpan<(int Rule, ulong Hits)> hits)
    {
        PortStatus told = new() { PortId = port.Id, Incarnation = port.Incarnation, State = PlanState.Running };
        foreach ((int rule, ulong count) in hits)
        {
            told.HitRules.Add((uint)rule);
            told.Hits.Add(count);
        }

        _bench.Core.Handle(new SwitchSpoke(new SwitchMessage { Status = new SwitchStatus { Generation = of.Generation, Ports = { told } } }, []));
    }

    /// <summary>Null when it was taken.</summary>
    private string? Arrive(HostShare share)
    {
        TaskCompletionSource<string?> refused = new();
        _bench.Core.Handle(new ShareArrived(7, null, share, null, refused));
        Assert.True(refused.Task.IsCompleted);
        return refused.Task.GetAwaiter().GetResult();
    }

    /// <summary>One switch with one uplink, and one port on it.</summary>
    private static HostShare Share(string? nic)
    {
        Guid owner = Guid.Parse("00000000-0000-0000-0000-0000000000bb");
        return new ShareDiff
        {
            Switches = [new Model.Share.ShareSwitch { Id = owner, Name = "prod", Mtu = 1500, Uplinks = [new("Uplink 1", nic)] }],
            Ports =
            [
                new Model.Share.SharePort
                {
                    Id = Guid.Parse("00000000-0000-0000-0000-0000000000cc"),
                    Incarnation = 3,
                    SwitchId = owner,
                    Number = 1,
                    PortGroup = "web",
                    Policy = new PortPolicy
                    {
                        Blocked = false,
                        Promiscuous = false,
                        MacChanges = false,
                        ForgedTransmits = false,
                        Vlan = VlanConfig.Access(10),
                        Teaming = new Teaming { Policy = Model.Policy.TeamingPolicy.PortId, Active = ["Uplink 1"], Standby = [], Failback = true, NotifySwitches = true },
                    },
                    Connection = new ConnectionConfig { Vm = "vm1", Vnic = "nic0", HostId = AgentBench.HostId, Mac = MacAddress.Parse("02:00:00:00:00:01"), Attachment = new Model.Config.NamespaceAttachment("vm1", "eth0") },
                },
            ],
        }.ApplyTo(HostShare.Empty);
    }

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;
}

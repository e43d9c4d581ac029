using Musubi.Contracts.Fabric;
using Musubi.Controller.Fabric;
using Musubi.Model.Services;
using PortStatistics = Musubi.Contracts.Fabric.PortStatistics;

namespace Musubi.Controller.Tests.Fabric;

/// <summary>Rules of traffic filtering and marking: what hosts are sent of them, and what hosts tell of them.</summary>
public sealed class HostRulesTests
{
    [Fact]
    public async Task A_rule_set_is_sent_once_for_all_that_refer_to_it_and_taken_back_with_the_last()
    {
        using FabricBed bed = await FabricBed.MakeAsync();
        SimulatedHost host = (await bed.BuildAsync(1))[0];
        await bed.DoAsync(FabricBed.Rules("web", 2));
        await bed.DoAsync(FabricBed.Rules("db", 2));
        await bed.DoAsync(FabricBed.Attach("vm1", host.Name));
        await bed.DoAsync(FabricBed.Attach("vm2", host.Name, "db"));
        host.Connect(bed.Hub);
        host.TakeAll();
        ShareRuleSet set = Assert.Single(host.Share.RuleSets);
        Assert.Equal(["rule 1", "rule 2"], set.Rules.Select(rule => rule.Name));
        Assert.All(host.Share.Ports, port => Assert.Equal(set.Id, port.Policy.RuleSet));

        await bed.DoAsync(FabricBed.UplinkRules(2));
        await bed.DoAsync(FabricBed.Rules("web", 1));
        host.TakeAll();
        Assert.Equal(2, host.Share.RuleSets.Count);
        Assert.Equal(set.Id, Assert.Single(host.Share.Switches).UplinkRuleSet);
        Assert.Equal(bed.Wanted(host), host.Share);

        await bed.DoAsync(FabricBed.Rules("db", 0));
        await bed.DoAsync(FabricBed.UplinkRules(0));
        await bed.DoAsync(FabricBed.Detach("vm1"));
        host.TakeAll();
        Assert.Empty(host.Share.RuleSets);
        Assert.Equal(bed.Wanted(host), host.Share);
        Assert.Equal(1, host.FullSyncs);
    }

    [Fact]
    public async Task Hits_are_kept_for_ports_and_uplinks_of_the_hosts_share_and_gone_with_them()
    {
        using FabricBed bed = await FabricBed.MakeAsync();
        SimulatedHost[] hosts = await bed.BuildAsync(2);
        await bed.DoAsync(FabricBed.Attach("vm1", "h0"));
        await bed.DoAsync(FabricBed.UplinkRules(2));
        foreach (SimulatedHost host in hosts)
        {
            host.Connect(bed.Hub);
            host.TakeAll();
        }

        string owner = hosts[0].Share.Switches[0].Id;
        string port = hosts[0].Share.Ports[0].Id;
        PortStatistics many = new() { Id = port, RuleHits = { ["no ssh"] = 7 } };
        hosts[0].Say(new HostMessage
        {
            Statistics = new Statistics
            {
                Ports = { many, new PortStatistics { Id = Guid.NewGuid().ToString(), RuleHits = { ["x"] = 1 } } },
                UplinkRules =
                {
                    new UplinkRuleHits { SwitchId = owner, Uplinks = 2, RuleHits = { ["rule 1"] = 7, ["rule 2"] = 1 } },
                    new UplinkRuleHits { SwitchId = Guid.NewGuid().ToString(), Uplinks = 1, RuleHits = { ["rule 1"] = 9 } },
                    new UplinkRuleHits { SwitchId = "no id", Uplinks = 1 },
                },
            },
        });
        hosts[1].Say(new HostMessage { Statistics = new Statistics { UplinkRules = { new UplinkRuleHits { SwitchId = owner, Uplinks = 1 } } } });

        RuleHits told = bed.Inventory.FindRuleHits(Guid.Parse(port))!;
        Assert.Equal((1, bed.Time.GetUtcNow(), KeyValuePair.Create("no ssh", 7UL)), (told.Summed, told.ReadAt, Assert.Single(told.Hits)));
        IReadOnlyList<RuleHits> uplinks = bed.Inventory.FindUplinkRuleHits(Guid.Parse(owner));
        Assert.Equal([1, 2], uplinks.Select(one => one.Summed).Order());
        Assert.Equal([KeyValuePair.Create("rule 1", 7UL), KeyValuePair.Create("rule 2", 1UL)], uplinks.Single(one => one.Summed == 2).Hits);

        // What a report has no room for stands as it was told before.
        bed.Time.Advance(TimeSpan.FromSeconds(2));
        hosts[0].Say(new HostMessage { Statistics = new Statistics { Ports = { new PortStatistics { Id = port, RuleHitsLeftOut = true } } } });
        Assert.Equal(told, bed.Inventory.FindRuleHits(Guid.Parse(port)));
        Assert.Equal(2, bed.Inventory.FindUplinkRuleHits(Guid.Parse(owner)).Count);

        await bed.DoAsync(FabricBed.Detach("vm1"));
        await bed.DoAsync(FabricBed.UplinkRules(0));
        hosts[0].TakeAll();
        hosts[1].TakeAll();
        Assert.Null(bed.Inventory.FindRuleHits(Guid.Parse(port)));
        Assert.Empty(bed.Inventory.FindUplinkRuleHits(Guid.Parse(owner)));
    }

    [Fact]
    public async Task A_host_that_tells_too_much_is_heard_so_far()
    {
        using FabricBed bed = await FabricBed.MakeAsync();
        SimulatedHost host = (await bed.BuildAsync(1))[0];
        await bed.DoAsync(FabricBed.Attach("vm1", host.Name));
        host.Connect(bed.Hub);
        host.TakeAll();
        PortStatistics many = new() { Id = host.Share.Ports[0].Id, RuleHits = { [new string('x', 65)] = 1 } };
        for (int i = 0; i <= FabricLimits.RulesPerPort; i++)
        {
            many.RuleHits[$"rule {i}"] = 1;
        }

        host.Say(new HostMessage { Statistics = new Statistics { Ports = { many } } });
        Assert.Equal(FabricLimits.RulesPerPort, bed.Inventory.FindRuleHits(Guid.Parse(many.Id))!.Hits.Count);
    }
}

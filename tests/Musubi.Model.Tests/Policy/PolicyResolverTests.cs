using Musubi.Model.Config;
using Musubi.Model.Policy;

namespace Musubi.Model.Tests.Policy;

public sealed class PolicyResolverTests
{
    [Fact]
    public void A_distributed_switch_rejects_and_a_standard_one_accepts_by_default_but_promiscuity()
    {
        PortPolicy distributed = PolicyResolver.Resolve(Make(SwitchKind.Distributed));
        PortPolicy standard = PolicyResolver.Resolve(Make(SwitchKind.Standard));

        Assert.Equal((false, false, false), (distributed.Promiscuous, distributed.MacChanges, distributed.ForgedTransmits));
        Assert.Equal((false, true, true), (standard.Promiscuous, standard.MacChanges, standard.ForgedTransmits));
        Assert.Equal(["a", "b"], distributed.Teaming.Active);
        Assert.True(distributed.Teaming is { Policy: TeamingPolicy.PortId, Failback: true, NotifySwitches: true });
        Assert.Equal(VlanConfig.None, distributed.Vlan);
    }

    [Fact]
    public void The_nearest_level_that_gives_a_field_wins_and_is_named()
    {
        SwitchConfig owner = Make(SwitchKind.Distributed) with
        {
            Policy = new PortPolicyConfig
            {
                Security = new SecurityConfig { Promiscuous = true, MacChanges = true },
                Vlan = VlanConfig.Access(1),
                Teaming = new TeamingConfig { Policy = TeamingPolicy.ExplicitOrder, Failback = false },
            },
        };
        PortPolicyConfig group = new() { Vlan = VlanConfig.Access(2), Security = new SecurityConfig { MacChanges = false } };
        PortPolicyConfig port = new() { Blocked = true, Teaming = new TeamingConfig { Active = ["b"] } };

        PortPolicy policy = PolicyResolver.Resolve(owner, group, port);
        PolicyOrigins origins = PolicyResolver.Trace(owner, group, port);

        Assert.Equal((true, true, false, false), (policy.Blocked, policy.Promiscuous, policy.MacChanges, policy.ForgedTransmits));
        Assert.Equal(VlanConfig.Access(2), policy.Vlan);
        Assert.Equal(TeamingPolicy.ExplicitOrder, policy.Teaming.Policy);
        Assert.Equal(MacLearning.Default, policy.MacLearning);
        Assert.Equal(["b"], policy.Teaming.Active);
        Assert.Equal(
            new PolicyOrigins
            {
                Blocked = PolicyOrigin.Port,
                Promiscuous = PolicyOrigin.Switch,
                MacChanges = PolicyOrigin.PortGroup,
                ForgedTransmits = PolicyOrigin.Default,
                Vlan = PolicyOrigin.PortGroup,
                TeamingPolicy = PolicyOrigin.Switch,
                UplinkOrder = PolicyOrigin.Port,
                Failback = PolicyOrigin.Switch,
                NotifySwitches = PolicyOrigin.Default,
            },
            origins);
    }

    [Fact]
    public void A_level_that_gives_active_uplinks_gives_the_whole_order()
    {
        SwitchConfig owner = Make(SwitchKind.Distributed) with
        {
            Policy = new PortPolicyConfig { Teaming = new TeamingConfig { Active = ["a"], Standby = ["b"] } },
        };

        PortPolicy policy = PolicyResolver.Resolve(owner, new PortPolicyConfig { Teaming = new TeamingConfig { Active = ["b"] } });

        Assert.Equal(["b"], policy.Teaming.Active);
        Assert.Empty(policy.Teaming.Standby);
    }

    [Fact]
    public void An_order_that_names_no_uplink_means_all_of_them() =>
        Assert.Equal(["a", "b"], PolicyResolver.Resolve(
            Make(SwitchKind.Distributed), new PortPolicyConfig { Teaming = new TeamingConfig { Active = [], Standby = [] } }).Teaming.Active);

    [Fact]
    public void Each_field_of_MAC_learning_inherits_on_its_own()
    {
        SwitchConfig owner = Make(SwitchKind.Distributed) with
        {
            Policy = new PortPolicyConfig { MacLearning = new MacLearningConfig { Enabled = true, Limit = 10, AgeingSeconds = 20 } },
        };
        PortPolicyConfig group = new() { MacLearning = new MacLearningConfig { Limit = 30, Flooding = true } };
        PortPolicyConfig port = new() { MacLearning = new MacLearningConfig { LimitPolicy = MacLimitPolicy.Allow } };
        Assert.Equal(
            new MacLearning { Enabled = true, Limit = 30, LimitPolicy = MacLimitPolicy.Allow, Flooding = true, AgeingSeconds = 20 },
            PolicyResolver.Resolve(owner, group, port).MacLearning);
        PolicyOrigins origins = PolicyResolver.Trace(owner, group, port);
        Assert.Equal(
            (PolicyOrigin.Switch, PolicyOrigin.PortGroup, PolicyOrigin.Port, PolicyOrigin.PortGroup, PolicyOrigin.Switch),
            (origins.MacLearning, origins.MacLimit, origins.MacLimitPolicy, origins.MacFlooding, origins.MacAgeing));
    }

    private static SwitchConfig Make(SwitchKind kind) => new() { Id = new Guid(1, 2, 3, new byte[8]), Name = "s", Kind = kind, Uplinks = ["a", "b"] };
}

using Musubi.Model.Capabilities;
using Musubi.Model.Commands;
using Musubi.Model.Config;
using Musubi.Model.Inventory;
using Musubi.Model.Policy;
using Musubi.Model.Share;
using Musubi.Model.Validation;

namespace Musubi.Model.Tests.Inventory;

public sealed class PrivateVlanEditTests
{
    private static readonly PrivateVlan Hundred = new(100, 101, [102, 103]);

    private readonly TestFabric _fabric = TestFabric.WithPortGroup();

    [Fact]
    public void A_port_group_takes_a_class_of_a_private_VLAN_of_its_switch()
    {
        _fabric.Do(Map(Hundred));
        foreach (int id in (ReadOnlySpan<int>)[100, 101, 103])
        {
            _fabric.Do(Vlan(VlanConfig.Private(id)));
            Assert.Equal(VlanConfig.Private(id), _fabric.PortGroup().Policy.Vlan);
        }

        Assert.Equal(("policy.vlan", "private 104"), Seen(_fabric.Fail(EditOutcome.Invalid, Vlan(VlanConfig.Private(104)))));
        HostShare share = ShareCompiler.Compile(_fabric.Snapshot, _fabric.Host("h1").Id);
        Assert.Equal([Hundred], Assert.Single(share.Switches.Values).PrivateVlans);
    }

    [Fact]
    public void Classes_hear_what_RFC_5517_says()
    {
        Assert.Equal([100, 101, 102, 103], Hundred.HeardBy(100));
        Assert.Equal([100], Hundred.HeardBy(101));
        Assert.Equal([100, 103], Hundred.HeardBy(103));
        Assert.Equal([40, 90], new PrivateVlan(90, null, [40]).HeardBy(40));
    }

    [Fact]
    public void A_VLAN_id_belongs_to_one_private_VLAN_and_to_one_class_of_it()
    {
        Assert.Equal(("privateVlans[0].isolated", "100"), Seen(_fabric.Fail(EditOutcome.Invalid, Map(new PrivateVlan(100, 100, [])))));
        Assert.Equal(("privateVlans[1].communities[0]", "101"), Seen(_fabric.Fail(EditOutcome.Invalid, Map(Hundred, new PrivateVlan(200, 201, [101])))));
        Assert.Equal(("privateVlans[0].primary", "4095"), Seen(_fabric.Fail(EditOutcome.Invalid, Map(new PrivateVlan(4095, null, [])))));
        Assert.Equal(("privateVlans[0].communities[0]", "0"), Seen(_fabric.Fail(EditOutcome.Invalid, Map(new PrivateVlan(100, null, [0])))));
    }

    [Fact]
    public void A_VLAN_of_it_cannot_be_used_as_a_plain_one_which_would_get_round_the_classes()
    {
        _fabric.Do(Vlan(VlanConfig.Access(101)));
        ValidationError taken = _fabric.Fail(EditOutcome.Conflict, Map(Hundred));
        Assert.Equal(("privateVlans", "101"), Seen(taken));
        Assert.Contains("port group web", taken.Rule, StringComparison.Ordinal);

        _fabric.Do(Vlan(VlanConfig.Access(10)));
        _fabric.Do(Map(Hundred));
        Assert.Contains("private 101", _fabric.Fail(EditOutcome.Invalid, Vlan(VlanConfig.Access(101))).Rule, StringComparison.Ordinal);
        _fabric.Do(Vlan(VlanConfig.Access(110)));
    }

    [Fact]
    public void One_that_a_port_group_or_port_uses_cannot_be_taken_away()
    {
        _fabric.Do(Map(Hundred));
        _fabric.Do(Vlan(VlanConfig.Private(102)));
        Assert.Equal(("privateVlans", "private 102"), Seen(_fabric.Fail(EditOutcome.Conflict, Map(new PrivateVlan(100, 101, [103])))));
        Assert.Equal(("privateVlans", "private 102"), Seen(_fabric.Fail(EditOutcome.Conflict, Map())));
        _fabric.Do(Map(new PrivateVlan(100, null, [102])));
        _fabric.Do(Vlan(null));
        _fabric.Do(Map());
        Assert.Empty(_fabric.Switch().PrivateVlans);
    }

    [Fact]
    public void A_standard_switch_has_none()
    {
        TestFabric host = new(SwitchKind.Standard);
        Assert.Equal("privateVlans", host.Fail(EditOutcome.Refused, new CreateSwitch(new SwitchSpec { Name = "vs0", PrivateVlans = [Hundred] })).Field);
    }

    [Fact]
    public void A_member_that_cannot_do_it_is_named()
    {
        _fabric.Do(Map(Hundred));
        HostConfig host = _fabric.Host("h2");
        _fabric.Do(new ReportHost(host.Id, [.. Capability.All.Where(capability => capability != Capability.PrivateVlan)], host.Nics));
        ValidationError error = _fabric.Fail(EditOutcome.Refused, Vlan(VlanConfig.Private(101)));
        Assert.Equal("h2", error.Value);
        Assert.Contains(Capability.PrivateVlan, error.Rule, StringComparison.Ordinal);
    }

    private static UpdateSwitch Map(params PrivateVlan[] all) => new("dvs", null, new SwitchSpec { PrivateVlans = [.. all] });

    private static UpdatePortGroup Vlan(VlanConfig? vlan) => new("web", null, new PortGroupSpec { Policy = new PolicySpec { Vlan = new Setting<VlanConfig?>(vlan) } });

    private static (string Field, string Value) Seen(ValidationError error) => (error.Field, error.Value);
}

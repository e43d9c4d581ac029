using Musubi.Contracts.Plan;
using Musubi.Switch.Forwarding;
using Musubi.Switch.Tests.Forwarding.Testbed;
using static Musubi.Switch.Tests.Forwarding.DeliveryAssert;
using static Musubi.Switch.Tests.Forwarding.Testbed.Frames;

namespace Musubi.Switch.Tests.Forwarding;

/// <summary>One private VLAN: primary 100, isolated 101, communities 102 and 103, two ports of each class, and an uplink (RFC 5517).</summary>
public sealed class PrivateVlanTests : IDisposable
{
    private const int Primary = 100, IsolatedVlan = 101, RedVlan = 102, BlueVlan = 103;

    private readonly PlanBuilder _plan = new();
    private readonly PipelineBench _bench;
    private readonly int _uplink;
    private readonly int[] _promiscuous, _isolated, _red, _blue;
    private readonly int _stranger;

    public PrivateVlanTests()
    {
        _uplink = _plan.Uplink();
        _promiscuous = Pair(Primary, Primary, IsolatedVlan, RedVlan, BlueVlan);
        _isolated = Pair(IsolatedVlan, Primary);
        _red = Pair(RedVlan, Primary, RedVlan);
        _blue = Pair(BlueVlan, Primary, BlueVlan);
        _stranger = _plan.Vnic(Vlan.Access(200));
        _bench = _plan.Build();
    }

    private int[] All => [.. _promiscuous, .. _isolated, .. _red, .. _blue];

    [Fact]
    public void A_promiscuous_port_speaks_with_every_class() =>
        Reaches(_promiscuous[0], [_promiscuous[1], .. _isolated, .. _red, .. _blue], Primary);

    [Fact]
    public void An_isolated_port_speaks_with_promiscuous_ports_only() => Reaches(_isolated[0], _promiscuous, IsolatedVlan);

    [Fact]
    public void A_community_speaks_within_itself_and_with_promiscuous_ports()
    {
        Reaches(_red[0], [_red[1], .. _promiscuous], RedVlan);
        Reaches(_blue[1], [_blue[0], .. _promiscuous], BlueVlan);
    }

    [Fact]
    public void A_tag_on_the_wire_names_the_sender_s_class_and_only_who_hears_it_gets_the_frame()
    {
        HearsFromWire(Primary, All);
        HearsFromWire(IsolatedVlan, _promiscuous);
        HearsFromWire(RedVlan, [.. _promiscuous, .. _red]);
        HearsFromWire(BlueVlan, [.. _promiscuous, .. _blue]);
    }

    [Fact]
    public void A_frame_for_a_port_here_that_may_not_hear_it_is_dropped_by_name_and_does_not_leave_the_host()
    {
        Dropped(_bench, _isolated[0], Make(MacOf(_isolated[1]), MacOf(_isolated[0])), DropReason.PrivateVlan);
        Dropped(_bench, _isolated[0], Make(MacOf(_red[0]), MacOf(_isolated[0])), DropReason.PrivateVlan);
        Dropped(_bench, _red[0], Make(MacOf(_blue[0]), MacOf(_red[0])), DropReason.PrivateVlan);
        Dropped(_bench, _uplink, Make(MacOf(_isolated[0]), Outside, [IsolatedVlan]), DropReason.PrivateVlan);
        Dropped(_bench, _uplink, Make(MacOf(_blue[0]), Outside, [RedVlan]), DropReason.PrivateVlan);
    }

    [Fact]
    public void Our_own_broadcast_that_comes_back_is_known_whatever_its_class()
    {
        foreach ((int port, int vlan) in new[] { (_promiscuous[0], Primary), (_isolated[0], IsolatedVlan), (_red[0], RedVlan), (_isolated[1], Primary) })
        {
            Dropped(_bench, _uplink, Make(Broadcast, MacOf(port), [vlan]), DropReason.Reflected);
        }
    }

    [Fact]
    public void Guests_get_no_tags_and_may_send_none()
    {
        ReceivedBy(_bench, _uplink, Make(MacOf(_isolated[0]), Outside, [Primary]), _isolated[0]);
        Assert.Null(TagOf(_bench.Ports[_isolated[0]].Offered.Single()));
        Dropped(_bench, _isolated[0], Make(Outside, MacOf(_isolated[0]), [IsolatedVlan]), DropReason.VlanTagged);
    }

    [Fact]
    public void Another_VLAN_is_no_part_of_it()
    {
        ReceivedBy(_bench, _stranger, Make(Broadcast, MacOf(_stranger)), _uplink);
        ReceivedBy(_bench, _stranger, Make(MacOf(_isolated[0]), MacOf(_stranger)), _uplink);
        ReceivedBy(_bench, _isolated[0], Make(MacOf(_stranger), MacOf(_isolated[0])), _uplink);
    }

    public void Dispose() => _bench.Dispose();

    /// <summary>Broadcasts and unicast of a port reach exactly these ports here, and leave with one tag.</summary>
    private void Reaches(int sender, int[] listeners, int tag)
    {
        ReceivedBy(_bench, sender, Make(Broadcast, MacOf(sender)), [.. listeners, _uplink]);
        Assert.Equal(tag, TagOf(_bench.Ports[_uplink].Offered.Single()));
        foreach (int port in listeners)
        {
            ReceivedBy(_bench, sender, Make(MacOf(port), MacOf(sender)), port);
        }

        ReceivedBy(_bench, sender, Make(Outside, MacOf(sender)), _uplink);
        Assert.Equal(tag, TagOf(_bench.Ports[_uplink].Offered.Single()));
    }

    private void HearsFromWire(int tag, int[] listeners)
    {
        ReceivedBy(_bench, _uplink, Make(Broadcast, Outside, [tag]), listeners);
        foreach (int port in listeners)
        {
            ReceivedBy(_bench, _uplink, Make(MacOf(port), Outside, [tag]), port);
        }
    }

    private int[] Pair(uint sends, params uint[] hears) =>
        [_plan.Vnic(Vlan.Private(Primary, sends, hears)), _plan.Vnic(Vlan.Private(Primary, sends, hears))];
}

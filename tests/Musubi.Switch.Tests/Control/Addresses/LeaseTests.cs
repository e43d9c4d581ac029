using Musubi.Contracts.Plan;
using Musubi.Switch.Forwarding.Guarding;
using Musubi.Switch.Tests.Forwarding.Testbed;

namespace Musubi.Switch.Tests.Control.Addresses;

/// <summary>Addresses that DHCP servers give.</summary>
public sealed class LeaseTests
{
    private readonly SnoopBed _bed = new();
    private readonly int _port;
    private readonly int _other;

    public LeaseTests()
    {
        _port = _bed.Vnic(SpoofGuard.Snooped);
        _other = _bed.Vnic(SpoofGuard.Snooped);
        _bed.Apply();
    }

    [Fact]
    public void A_guest_may_use_what_the_server_gave_it_until_the_lease_ends()
    {
        Assert.False(_bed.MayUse(_port, "10.0.0.7"));
        _bed.Lease(_port, "10.0.0.7", 600);
        Assert.True(_bed.MayUse(_port, "10.0.0.7"));
        Assert.False(_bed.MayUse(_other, "10.0.0.7"));
        Assert.False(_bed.MayUse(_port, "10.0.0.8"));

        _bed.Wait(TimeSpan.FromSeconds(599));
        Assert.True(_bed.MayUse(_port, "10.0.0.7"));
        Assert.Equal(TimeSpan.FromSeconds(1), _bed.Snooping.TimeToDue());
        _bed.Wait(TimeSpan.FromSeconds(1));
        Assert.False(_bed.MayUse(_port, "10.0.0.7"));
        Assert.Equal((1UL, 1UL), (_bed.Count("leased-addresses"), _bed.Count("expired-addresses")));
        _bed.Wait(TimeSpan.FromSeconds(1));
        Assert.Equal(Timeout.InfiniteTimeSpan, _bed.Snooping.TimeToDue());
    }

    [Fact]
    public void A_renewal_lengthens_it()
    {
        _bed.Lease(_port, "10.0.0.7", 600);
        _bed.Wait(TimeSpan.FromSeconds(300));
        _bed.Discover(_port, transaction: 8, client: "10.0.0.7");
        _bed.Answer(_port, "10.0.0.7", 600, transaction: 8);
        _bed.Wait(TimeSpan.FromSeconds(599));
        Assert.True(_bed.MayUse(_port, "10.0.0.7"));
        Assert.Equal(1UL, _bed.Count("leased-addresses"));
    }

    [Fact]
    public void A_lease_for_ever_never_ends()
    {
        _bed.Lease(_port, "10.0.0.7", uint.MaxValue);
        _bed.Wait(TimeSpan.FromDays(40_000));
        Assert.True(_bed.MayUse(_port, "10.0.0.7"));
        Assert.Equal(0, Assert.Single(_bed.Status(_port)).ExpiresUnixSeconds);
    }

    [Fact]
    public void What_nobody_asked_for_gives_nothing()
    {
        _bed.Answer(_port, "10.0.0.7");
        _bed.Discover(_port, transaction: 8);
        _bed.Answer(_port, "10.0.0.7", transaction: 9);
        _bed.Discover(_port, transaction: 10);
        _bed.Answer(_port, "10.0.0.7", transaction: 10, vlan: 11);
        Assert.Equal("", _bed.Seen(_port));
        _bed.Answer(_port, "10.0.0.7", transaction: 10);
        Assert.Equal("10.0.0.7 Dhcp", _bed.Seen(_port));
    }

    [Fact]
    public void An_answer_that_comes_too_late_gives_nothing()
    {
        _bed.Discover(_port);
        _bed.Wait(TimeSpan.FromSeconds(121));
        _bed.Answer(_port, "10.0.0.7");
        Assert.Equal("", _bed.Seen(_port));
    }

    [Theory]
    [InlineData(2, "10.0.0.7", 600)]
    [InlineData(5, null, 600)]
    [InlineData(5, "10.0.0.7", null)]
    [InlineData(5, "127.0.0.1", 600)]
    [InlineData(5, "224.0.0.1", 600)]
    public void Only_an_acknowledged_lease_of_a_usable_address_counts(byte type, string? address, int? lease)
    {
        _bed.Discover(_port);
        _bed.Answer(_port, address, (uint?)lease, type: type);
        Assert.Equal("", _bed.Seen(_port));
    }

    [Fact]
    public void A_request_in_another_s_name_is_not_heard()
    {
        _bed.Discover(_port, hardware: Frames.MacOf(_other));
        _bed.Answer(_other, "10.0.0.7");
        Assert.Equal(("", ""), (_bed.Seen(_port), _bed.Seen(_other)));
    }

    [Theory]
    [InlineData(7)]
    [InlineData(4)]
    public void What_the_guest_gives_up_is_its_no_more(byte type)
    {
        _bed.Lease(_port, "10.0.0.7");
        _bed.Discover(_other, type: type, client: "10.0.0.7", requested: "10.0.0.7");
        Assert.True(_bed.MayUse(_port, "10.0.0.7"));
        _bed.Discover(_port, type: type, client: "10.0.0.7", requested: "10.0.0.7");
        Assert.False(_bed.MayUse(_port, "10.0.0.7"));
        Assert.Equal(1UL, _bed.Count("released-addresses"));
    }

    [Fact]
    public void What_the_server_refuses_is_its_no_more()
    {
        _bed.Lease(_port, "10.0.0.7");
        _bed.Discover(_port, requested: "10.0.0.7", transaction: 8);
        _bed.Answer(_port, null, null, transaction: 8, type: 6);
        Assert.False(_bed.MayUse(_port, "10.0.0.7"));
    }

    [Fact]
    public void An_address_that_one_guest_holds_is_given_to_no_other_of_its_network()
    {
        _bed.Lease(_port, "10.0.0.7");
        _bed.Lease(_other, "10.0.0.7");
        Assert.Equal(("10.0.0.7 Dhcp", "", 1UL), (_bed.Seen(_port), _bed.Seen(_other), _bed.Count("contested-addresses")));
        _bed.Wait(TimeSpan.FromSeconds(600));
        _bed.Lease(_other, "10.0.0.7");
        Assert.True(_bed.MayUse(_other, "10.0.0.7"));
    }

    [Fact]
    public void In_another_network_it_is_another_address()
    {
        int elsewhere = _bed.Vnic(SpoofGuard.Snooped, Vlan.Access(20));
        _bed.Apply();
        _bed.Lease(_port, "10.0.0.7");
        _bed.Lease(elsewhere, "10.0.0.7", vlan: 20);
        Assert.True(_bed.MayUse(elsewhere, "10.0.0.7", 20));
    }

    [Fact]
    public void Nobody_has_another_s_answer_by_asking_the_same()
    {
        // Where anything may be sent, so may another's MAC.
        int spoofing = _bed.Vnic(SpoofGuard.Observe);
        _bed.Apply();
        _bed.Discover(_port);
        _bed.Hand(spoofing, SnoopKinds.Requests, 10, Packets.Frame(Frames.MacOf(_port), 0x0800, Packets.Ipv4(Packets.NoAddress, Packets.Everybody, Packets.Udp(68, 67, Packets.Dhcpv4(3, Frames.MacOf(_port))))));
        _bed.Answer(_port, "10.0.0.7");
        Assert.Equal(("10.0.0.7 Dhcp", ""), (_bed.Seen(_port), _bed.Seen(spoofing)));
    }

    [Fact]
    public void Who_is_given_addresses_is_not_believed_as_a_server_nor_does_anybody_answer_himself()
    {
        int server = _bed.Vnic(SpoofGuard.Observe);
        _bed.Apply();
        _bed.Discover(_port);
        _bed.Answer(_port, "10.0.0.7", from: _other);
        Assert.Equal("", _bed.Seen(_port));
        _bed.Answer(_port, "10.0.0.7", from: server);
        Assert.Equal("10.0.0.7 Dhcp", _bed.Seen(_port));

        _bed.Discover(server);
        _bed.Answer(server, "10.0.0.8", from: server);
        Assert.Equal("", _bed.Seen(server));
    }

    [Fact]
    public void In_a_private_VLAN_the_answer_comes_in_another_VLAN_than_the_question()
    {
        int isolated = _bed.Vnic(SpoofGuard.Snooped, new VlanSettings { Private = new PrivateVlan { Sends = 101, Hears = { 100 }, Primary = 100 } });
        _bed.Apply();
        _bed.Discover(isolated, vlan: 101);
        _bed.Answer(isolated, "10.0.0.7", vlan: 100);
        Assert.True(_bed.MayUse(isolated, "10.0.0.7", 101));
    }

    [Fact]
    public void On_a_trunk_an_address_is_good_in_its_VLAN_only()
    {
        int trunk = _bed.Vnic(SpoofGuard.Snooped, Vlan.Trunk((10, 20)));
        _bed.Apply();
        _bed.Lease(trunk, "10.0.0.7", vlan: 11);
        Assert.True(_bed.MayUse(trunk, "10.0.0.7", 11));
        Assert.False(_bed.MayUse(trunk, "10.0.0.7", 12));
        Assert.Equal(11u, Assert.Single(_bed.Status(trunk)).Vlan);
    }

    [Fact]
    public void DHCPv6_gives_addresses_and_prefixes_and_takes_them_back()
    {
        _bed.Ask6(_port, 3);
        _bed.Answer6(_port, 2, 9, ("2001:db8::9", 128, 600));
        Assert.Equal("", _bed.Seen(_port));
        _bed.Answer6(_port, 7, 9, ("2001:db8::7", 128, 600), ("2001:db8:1::", 56, 600), ("2000::", 8, 600));
        Assert.Equal("2001:db8:1:: Dhcp, 2001:db8::7 Dhcp", _bed.Seen(_port));
        Assert.True(_bed.MayUse(_port, "2001:db8:1:ff::1"));
        Assert.False(_bed.MayUse(_port, "2001:db8:1:100::1"));
        Assert.False(_bed.MayUse(_port, "2001::1"));

        _bed.Ask6(_port, 5, 10);
        _bed.Answer6(_port, 7, 10, ("2001:db8::7", 128, 600), ("2001:db8:1::", 56, 0));
        Assert.Equal("2001:db8::7 Dhcp", _bed.Seen(_port));
        _bed.Ask6(_port, 8, 11, ("2001:db8::7", 128, 0));
        Assert.Equal("", _bed.Seen(_port));
    }

    [Fact]
    public void A_DHCPv6_reply_is_for_who_asked()
    {
        _bed.Ask6(_port, 3);
        _bed.Answer6(_other, 7, 9, ("2001:db8::7", 128, 600));
        _bed.Answer6(_port, 7, 10, ("2001:db8::7", 128, 600));
        Assert.Equal(("", ""), (_bed.Seen(_port), _bed.Seen(_other)));
    }

    [Fact]
    public void A_port_has_room_for_so_many_leases_and_a_flood_of_requests_displaces_only_its_own()
    {
        _bed.Discover(_other, transaction: 99);
        for (uint i = 0; i < 100; i++)
        {
            _bed.Discover(_port, transaction: i);
        }

        for (uint i = 0; i < 100; i++)
        {
            _bed.Answer(_port, $"10.0.1.{i}", transaction: i);
        }

        Assert.Equal(16, _bed.Status(_port).Count);
        _bed.Answer(_other, "10.0.0.8", transaction: 99);
        Assert.Equal("10.0.0.8 Dhcp", _bed.Seen(_other));

        for (uint i = 0; i < 100; i++)
        {
            _bed.Discover(_port, transaction: i);
            _bed.Answer(_port, $"10.0.2.{i}", transaction: i);
        }

        Assert.Equal(64, _bed.Status(_port).Count);
        Assert.Equal(52UL, _bed.Count("refused-addresses"));
    }
}

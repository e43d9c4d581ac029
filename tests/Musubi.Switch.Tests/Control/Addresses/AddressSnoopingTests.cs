using Musubi.Contracts.Plan;
using Musubi.Switch.Control.Addresses;
using Musubi.Switch.Forwarding.Guarding;
using Musubi.Switch.Forwarding.Inspection;
using Musubi.Switch.Tests.Forwarding.Testbed;

namespace Musubi.Switch.Tests.Control.Addresses;

/// <summary>What lasts, what is told, and what is asked of workers.</summary>
public sealed class AddressSnoopingTests
{
    private readonly SnoopBed _bed = new();

    [Fact]
    public void Nothing_is_told_where_no_port_asks_for_it()
    {
        int guarded = _bed.Vnic(SpoofGuard.Configured, change: guards => guards.DhcpGuard = true);
        int plain = _bed.Plan.Vnic(Vlan.Access(10));
        _bed.Apply();
        Assert.Equal((SnoopKinds.None, SnoopKinds.None, SnoopKinds.None), (Asked(guarded), Asked(plain), Asked(SnoopBed.Uplink)));

        int snooped = _bed.Vnic(SpoofGuard.Snooped);
        int observed = _bed.Vnic(SpoofGuard.Observe);
        _bed.Apply();
        SnoopKinds ofAll = SnoopKinds.Claims | SnoopKinds.Answers;
        Assert.Equal(ofAll | SnoopKinds.Replies, Asked(guarded));
        Assert.Equal(ofAll | SnoopKinds.Replies, Asked(plain));
        Assert.Equal(ofAll | SnoopKinds.Replies, Asked(SnoopBed.Uplink));
        Assert.Equal(ofAll | SnoopKinds.Requests, Asked(snooped));
        Assert.Equal(ofAll | SnoopKinds.Requests | SnoopKinds.Replies | SnoopKinds.Traffic, Asked(observed));
    }

    [Fact]
    public void Configured_addresses_are_usable_in_both_modes_and_leases_in_one()
    {
        int configured = _bed.Vnic(SpoofGuard.Configured, change: guards => guards.Addresses.Add(SnoopBed.Given("10.0.0.5")));
        int snooped = _bed.Vnic(SpoofGuard.Snooped, change: guards => guards.Addresses.Add(SnoopBed.Given("10.0.0.6")));
        _bed.Apply();
        _bed.Lease(configured, "10.0.0.7");
        _bed.Lease(snooped, "10.0.0.8");
        Assert.True(_bed.MayUse(configured, "10.0.0.5"));
        Assert.False(_bed.MayUse(configured, "10.0.0.7"));
        Assert.True(_bed.MayUse(snooped, "10.0.0.6"));
        Assert.True(_bed.MayUse(snooped, "10.0.0.8"));
        Assert.Equal("", _bed.Seen(configured));
    }

    [Fact]
    public void Plans_come_and_go_and_what_is_seen_stays()
    {
        int port = _bed.Vnic(SpoofGuard.Observe);
        _bed.Apply();
        _bed.Lease(port, "10.0.0.7");
        Assert.False(_bed.MayUse(port, "10.0.0.7"));

        _bed.Settings(port).SpoofGuard = SpoofGuard.Snooped;
        _bed.Apply().Apply();
        Assert.True(_bed.MayUse(port, "10.0.0.7"));

        _bed.Settings(port).SpoofGuard = SpoofGuard.Configured;
        _bed.Apply();
        Assert.False(_bed.MayUse(port, "10.0.0.7"));
        _bed.Settings(port).SpoofGuard = SpoofGuard.Snooped;
        _bed.Apply();
        Assert.Equal("", _bed.Seen(port));
    }

    [Fact]
    public void In_another_VLAN_a_guest_has_nothing_yet()
    {
        int port = _bed.Vnic(SpoofGuard.Snooped);
        _bed.Apply();
        _bed.Lease(port, "10.0.0.7");
        _bed.Plan.Plan.Ports[port].Vnic.Vlan = Vlan.Access(20);
        _bed.Apply();
        Assert.False(_bed.MayUse(port, "10.0.0.7", 20));
        Assert.Equal(1UL, _bed.Count("flushed-addresses"));
    }

    [Fact]
    public void A_port_that_left_takes_its_addresses_with_it()
    {
        int port = _bed.Vnic(SpoofGuard.Snooped);
        int other = _bed.Vnic(SpoofGuard.Snooped);
        _bed.Apply();
        _bed.Lease(port, "10.0.0.7");
        _bed.Remove(port);
        _bed.Lease(other, "10.0.0.7");
        Assert.True(_bed.MayUse(other, "10.0.0.7"));
    }

    [Fact]
    public void A_port_that_is_new_here_goes_on_with_what_its_guest_had()
    {
        long now = _bed.Clock.GetUtcNow().ToUnixTimeSeconds();
        int port = _bed.Vnic(SpoofGuard.Snooped, change: guards => guards.Seen.AddRange(
            [SnoopBed.Before("10.0.0.7", now + 100), SnoopBed.Before("10.0.0.8", now - 1), SnoopBed.Before("2001:db8::7", 0, AddressOrigin.Claimed), SnoopBed.Before("10.0.0.9", vlan: 10)]));
        _bed.Apply();
        Assert.Equal("10.0.0.7 Dhcp, 2001:db8::7 Claimed", _bed.Seen(port));
        Assert.True(_bed.MayUse(port, "10.0.0.7"));
        _bed.Wait(TimeSpan.FromSeconds(100));
        Assert.Equal("2001:db8::7 Claimed", _bed.Seen(port));
    }

    [Fact]
    public void Afterwards_it_knows_better_than_a_plan()
    {
        int port = _bed.Vnic(SpoofGuard.Snooped, change: guards => guards.Seen.Add(SnoopBed.Before("10.0.0.7")));
        _bed.Apply();
        _bed.Discover(port, type: 7, client: "10.0.0.7");
        _bed.Apply();
        Assert.Equal("", _bed.Seen(port));
    }

    [Fact]
    public void A_port_that_waits_for_its_guest_follows_what_the_guest_has_elsewhere()
    {
        int port = _bed.Vnic(SpoofGuard.Snooped, change: guards => guards.Seen.Add(SnoopBed.Before("10.0.0.7")));
        _bed.Plan.Plan.Ports[port].Vnic.Mute = true;
        _bed.Apply();
        _bed.Settings(port).Seen[0] = SnoopBed.Before("10.0.0.8");
        _bed.Apply();
        Assert.Equal("10.0.0.8 Dhcp", _bed.Seen(port));

        _bed.Plan.Plan.Ports[port].Vnic.Mute = false;
        _bed.Settings(port).Seen.Clear();
        _bed.Apply();
        Assert.Equal("10.0.0.8 Dhcp", _bed.Seen(port));
    }

    [Fact]
    public void On_a_trunk_what_was_seen_is_taken_over_by_VLAN()
    {
        int port = _bed.Vnic(SpoofGuard.Snooped, Vlan.Trunk((10, 20)), guards => guards.Seen.AddRange([SnoopBed.Before("10.0.0.7", vlan: 12), SnoopBed.Before("10.0.0.8")]));
        _bed.Apply();
        Assert.True(_bed.MayUse(port, "10.0.0.7", 12));
        Assert.False(_bed.MayUse(port, "10.0.0.7", 13));
        Assert.Single(_bed.Status(port));
    }

    [Fact]
    public void The_agent_is_told_of_changes_and_not_of_each_one()
    {
        int port = _bed.Vnic(SpoofGuard.Snooped);
        _bed.Apply();
        _bed.Snooping.OnTurn();
        Assert.Null(_bed.Events.TryTake());
        _bed.Lease(port, "10.0.0.7");
        _bed.Snooping.OnTurn();
        Assert.NotNull(_bed.Events.TryTake()?.AddressesChanged);
        for (uint i = 0; i < 20; i++)
        {
            _bed.Lease(port, $"10.0.1.{i + 1}");
            _bed.Snooping.OnTurn();
        }

        Assert.Null(_bed.Events.TryTake());
        _bed.Wait(AddressSnooping.NewsInterval);
        Assert.NotNull(_bed.Events.TryTake()?.AddressesChanged);
        Assert.Null(_bed.Events.TryTake());
    }

    [Fact]
    public void The_end_of_a_lease_is_told_the_same_while_it_is_the_same()
    {
        int port = _bed.Vnic(SpoofGuard.Snooped);
        _bed.Apply();
        _bed.Lease(port, "10.0.0.7", 600);
        long end = Assert.Single(_bed.Status(port)).ExpiresUnixSeconds;
        Assert.Equal(_bed.Clock.GetUtcNow().ToUnixTimeSeconds() + 600, end);
        for (int i = 0; i < 50; i++)
        {
            _bed.Wait(TimeSpan.FromMilliseconds(333));
            Assert.Equal(end, Assert.Single(_bed.Status(port)).ExpiresUnixSeconds);
        }
    }

    /// <summary>What was seen in traffic has room of its own, and none among leases once it is leased.</summary>
    [Fact]
    public void A_port_has_no_more_leases_because_their_addresses_were_seen_in_traffic_before()
    {
        int port = _bed.Vnic(SpoofGuard.Observe);
        _bed.Apply();
        for (int i = 1; i <= 100; i++)
        {
            _bed.Hand(port, SnoopKinds.Traffic, 10, Packets.Frame(Frames.MacOf(port), PacketParser.Arp, Packets.Arp(1, Frames.MacOf(port), $"10.0.1.{i}")));
            _bed.Lease(port, $"10.0.1.{i}");
        }

        Assert.Equal(SnoopedPort.MostBindings, _bed.Status(port).Count(seen => seen.Origin == AddressOrigin.Dhcp));
        Assert.Equal(SnoopedPort.MostTraffic, _bed.Status(port).Count(seen => seen.Origin == AddressOrigin.Traffic));
    }

    [Fact]
    public void Where_addresses_are_observed_traffic_shows_them_for_a_while()
    {
        int port = _bed.Vnic(SpoofGuard.Observe);
        _bed.Apply();
        _bed.Hand(port, SnoopKinds.Traffic, 10, Packets.Frame(Frames.MacOf(port), PacketParser.Arp, Packets.Arp(1, Frames.MacOf(port), "10.0.0.7")));
        _bed.Hand(port, SnoopKinds.Traffic, 10, Packets.Frame(Frames.MacOf(port), PacketParser.Arp, Packets.Arp(1, Frames.MacOf(port), "0.0.0.0")));
        _bed.Hand(port, SnoopKinds.Traffic, 10, Packets.Frame(Frames.MacOf(port), PacketParser.Ipv6, Packets.Neighbour(135, "2001:db8::7", "2001:db8::1")));
        _bed.Object(port, "2001:db8::8");
        Assert.Equal("10.0.0.7 Traffic, 2001:db8::7 Traffic, 2001:db8::8 Traffic", _bed.Seen(port));
        for (int i = 1; i < 100; i++)
        {
            _bed.Hand(port, SnoopKinds.Traffic, 10, Packets.Frame(Frames.MacOf(port), PacketParser.Arp, Packets.Arp(1, Frames.MacOf(port), $"10.0.1.{i}")));
        }

        Assert.Equal(16, _bed.Status(port).Count);
        _bed.Wait(AddressLearner.TrafficTime);
        Assert.Empty(_bed.Status(port));

        _bed.Settings(port).SpoofGuard = SpoofGuard.Snooped;
        _bed.Apply();
        _bed.Hand(port, SnoopKinds.Answers, 10, Packets.Frame(Frames.MacOf(port), PacketParser.Ipv6, Packets.Neighbour(136, "2001:db8::8", "2001:db8::8")));
        Assert.Empty(_bed.Status(port));
    }

    /// <summary>
    /// Seeded: what guests send that were given nothing, sound and broken. None of it gives a guest a lease, or an address that another holds, and no port
    /// has more than its room.
    /// </summary>
    [Fact]
    public void Whatever_guests_send_they_are_given_no_lease_and_nothing_of_others()
    {
        Random random = new(6);
        int holder = _bed.Vnic(SpoofGuard.Snooped, change: guards => guards.Seen.Add(SnoopBed.Before("2001:db8::1")));
        int[] guests = [_bed.Vnic(SpoofGuard.Snooped), _bed.Vnic(SpoofGuard.Snooped), _bed.Vnic(SpoofGuard.Snooped)];
        _bed.Apply();
        for (int round = 0; round < 60_000; round++)
        {
            int guest = guests[random.Next(guests.Length)];
            byte[] packet = NextPacket(random, guest);
            ushort etherType = packet.Length > 0 && packet[0] >> 4 == 6 ? PacketParser.Ipv6 : packet.Length == 28 ? PacketParser.Arp : PacketParser.Ipv4;
            _bed.See(guest, 10, random.Next(20) == 0 ? (ushort)random.Next(65536) : etherType, packet);
            if (round % 50 == 0)
            {
                _bed.Settle();
            }

            if (round % 100 == 0)
            {
                Assert.True(_bed.MayUse(holder, "2001:db8::1"));
                SeenAddress[] gained = [.. guests.SelectMany(_bed.Status)];
                Assert.DoesNotContain(gained, seen => seen.Origin != AddressOrigin.Claimed || seen.Address.Equals(SnoopBed.Given("2001:db8::1")));
                Assert.All(guests, one => Assert.InRange(_bed.Status(one).Count, 0, 64));
            }
        }

        Assert.InRange(_bed.Count("malformed-snooped-frames"), 100UL, 60_000UL);
        Assert.True(_bed.Count("claimed-addresses") > 10);
    }

    private static byte[] NextPacket(Random random, int guest)
    {
        byte[] packet = random.Next(8) switch
        {
            0 => Packets.Ipv4(Packets.NoAddress, Packets.Everybody, Packets.Udp(68, 67, Packets.Dhcpv4((byte)random.Next(1, 9), Frames.MacOf(guest), (uint)random.Next(3), requested: "10.0.0.7"))),
            1 => Packets.Ipv4(Packets.NoAddress, Packets.Everybody, Packets.Udp(67, 68, Packets.Dhcpv4(5, Frames.MacOf(guest), (uint)random.Next(3), yours: "10.0.0.7", lease: 60))),
            2 => Packets.Neighbour(135, "::", $"2001:db8::{random.Next(3)}"),
            3 => Packets.Neighbour(136, $"2001:db8::{random.Next(3)}", $"2001:db8::{random.Next(3)}"),
            4 => Packets.Ipv6("fe80::1", "ff02::1:2", 17, Packets.Udp(546, 547, Packets.Dhcpv6((byte)random.Next(1, 12), 1, ("2001:db8::1", 128, 5)))),
            5 => Packets.Arp(1, Frames.MacOf(guest), "10.0.0.9"),
            6 => Packets.Neighbour(135, "2001:db8::1", "2001:db8::2"),
            _ => [.. Enumerable.Range(0, random.Next(120)).Select(_ => (byte)random.Next(256))],
        };
        for (int changes = random.Next(3); changes > 0 && packet.Length > 0; changes--)
        {
            packet[random.Next(packet.Length)] = (byte)random.Next(256);
        }

        return packet;
    }

    private SnoopKinds Asked(int port) => _bed.Asked(port);
}

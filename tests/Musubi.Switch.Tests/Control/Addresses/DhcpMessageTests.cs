using Musubi.Switch.Control.Addresses;
using Musubi.Switch.Forwarding.Guarding;

namespace Musubi.Switch.Tests.Control.Addresses;

/// <summary>What is read of DHCP messages, and that anything may stand in them.</summary>
public sealed class DhcpMessageTests
{
    private const ulong Mac = 0x0200_0000_0001;

    [Fact]
    public void A_message_says_who_asked_for_what_and_for_how_long()
    {
        Assert.True(Dhcpv4Message.TryParse(Packets.Dhcpv4(5, Mac, 0xdead_beef, client: "10.0.0.1", yours: "10.0.0.2", lease: 3600, requested: "10.0.0.3"), out Dhcpv4Message message));
        Assert.Equal(
            (true, Dhcpv4Type.Acknowledge, 0xdead_beef, Mac, 0x0a00_0001u, 0x0a00_0002u, 0x0a00_0003u, (uint?)3600),
            (message.IsReply, message.Type, message.Transaction, message.Hardware, message.Client, message.Yours, message.Requested, message.Lease));
    }

    [Fact]
    public void Options_may_go_on_in_the_fields_for_names()
    {
        byte[] bytes = Packets.Dhcpv4(5, Mac, yours: "10.0.0.2");
        // Option 52 says that both are used; the lease stands in the second.
        byte[] overloaded = [.. bytes[..243], 52, 1, 3, 255];
        ((byte[])[0, 255]).CopyTo(overloaded, 108);
        ((byte[])[51, 4, 0, 0, 1, 0, 255]).CopyTo(overloaded, 44);
        Assert.True(Dhcpv4Message.TryParse(overloaded, out Dhcpv4Message message));
        Assert.Equal((Dhcpv4Type.Acknowledge, 256u), (message.Type, message.Lease));
    }

    [Fact]
    public void Of_an_option_that_stands_there_twice_the_first_counts()
    {
        byte[] bytes = Packets.Dhcpv4(5, Mac, lease: 60);
        Assert.True(Dhcpv4Message.TryParse([.. bytes[..^3], 51, 4, 0, 0, 255, 255, 53, 1, 6, 255], out Dhcpv4Message message));
        Assert.Equal((60u, Dhcpv4Type.Acknowledge), (message.Lease, message.Type));
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(1, 6)]
    [InlineData(2, 16)]
    [InlineData(236, 0)]
    [InlineData(242, 0)]
    [InlineData(241, 200)]
    public void What_is_no_message_of_an_Ethernet_client_is_not_read(int at, byte value)
    {
        byte[] bytes = Packets.Dhcpv4(5, Mac);
        bytes[at] = value;
        Assert.False(Dhcpv4Message.TryParse(bytes, out _));
    }

    [Fact]
    public void A_DHCPv6_reply_lists_addresses_and_prefixes()
    {
        byte[] bytes = Packets.Dhcpv6(7, 0xabcdef, ("2001:db8::1", 128, 600), ("2001:db8:1::ff", 56, 1200));
        Assert.True(Dhcpv6Message.TryParse(bytes, out Dhcpv6Message message));
        Assert.Equal((Dhcpv6Type.Reply, 0xabcdefu), (message.Type, message.Transaction));
        Dhcpv6Lease[] leases = new Dhcpv6Lease[4];
        Assert.Equal(2, message.ReadLeases(leases));
        Assert.Equal(new Dhcpv6Lease(Key("2001:db8::1"), 128, 600), leases[0]);
        Assert.Equal(new Dhcpv6Lease(Key("2001:db8:1::"), 56, 1200), leases[1]);
        Assert.Equal(1, message.ReadLeases(leases.AsSpan(0, 1)));
    }

    [Fact]
    public void An_address_that_went_wrong_is_left_out()
    {
        byte[] address = [.. System.Net.IPAddress.Parse("2001:db8::1").GetAddressBytes(), 0, 0, 0, 1, 0, 0, 0, 2, .. Packets.Option(13, [0, 2])];
        byte[] bytes = [7, 0, 0, 1, .. Packets.Option(3, [.. new byte[12], .. Packets.Option(5, address)])];
        Assert.True(Dhcpv6Message.TryParse(bytes, out Dhcpv6Message message));
        Assert.Equal(0, message.ReadLeases(new Dhcpv6Lease[4]));
    }

    [Fact]
    public void Options_that_leave_the_message_make_it_none()
    {
        byte[] bytes = Packets.Dhcpv6(7, 1, ("2001:db8::1", 128, 600));
        Assert.False(Dhcpv6Message.TryParse(bytes.AsSpan(..^1), out _));
        Assert.False(Dhcpv6Message.TryParse([7, 0, 0], out _));
        Assert.True(Dhcpv6Message.TryParse([7, 0, 0, 1], out _));
    }

    /// <summary>Seeded: sound messages with a few bytes changed and cut anywhere, and bytes of no meaning.</summary>
    [Fact]
    public void Anything_is_read_without_harm_and_in_bounds()
    {
        Random random = new(4);
        byte[][] sound =
        [
            Packets.Dhcpv4(5, Mac, yours: "10.0.0.2", lease: 3600), Packets.Dhcpv4(3, Mac, requested: "10.0.0.3"),
            Packets.Dhcpv6(7, 1, ("2001:db8::1", 128, 600), ("2001:db8:1::", 56, 600)), Packets.Dhcpv6(8, 1, ("2001:db8::1", 128, 0)),
        ];
        Dhcpv6Lease[] leases = new Dhcpv6Lease[16];
        int read = 0;
        for (int round = 0; round < 200_000; round++)
        {
            byte[] bytes = [.. sound[random.Next(sound.Length)]];
            for (int changes = random.Next(6); changes > 0; changes--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            ReadOnlySpan<byte> cut = bytes.AsSpan(0, random.Next(4) == 0 ? random.Next(bytes.Length + 1) : bytes.Length);
            read += Dhcpv4Message.TryParse(cut, out Dhcpv4Message message) && message.Type != Dhcpv4Type.None ? 1 : 0;
            if (Dhcpv6Message.TryParse(cut, out Dhcpv6Message message6))
            {
                int count = message6.ReadLeases(leases);
                Assert.InRange(count, 0, leases.Length);
                Assert.All(leases[..count], lease => Assert.Equal(lease.Address, lease.Address.First(lease.Length)));
                read++;
            }
        }

        Assert.InRange(read, 50_000, 200_000);
    }

    private static AddressKey Key(string text) => AddressKey.Read(System.Net.IPAddress.Parse(text).GetAddressBytes());
}

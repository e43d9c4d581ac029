using System.Net;
using Musubi.Switch.Forwarding.Guarding;

namespace Musubi.Switch.Tests.Forwarding.Guarding;

public sealed class KnownAddressesTests
{
    [Theory]
    [InlineData("10.0.0.5", true)]
    [InlineData("0.0.0.5", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("127.0.0.1", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("2001:db8::1", true)]
    [InlineData("fe80::1", true)]
    [InlineData("::", false)]
    [InlineData("::1", false)]
    [InlineData("::10.0.0.1", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("ff02::1", false)]
    public void Some_addresses_can_be_a_guest_s(string text, bool usable)
    {
        AddressKey key = Key(text);
        Assert.Equal(usable, key.IsUsable);
        Assert.Equal(IPAddress.Parse(text).GetAddressBytes(), key.ToBytes());
        Assert.Equal(text is "0.0.0.0" or "::", key.IsUnspecified);
    }

    [Fact]
    public void A_link_local_address_follows_from_a_MAC() => Assert.Equal(Key("fe80::34ff:fe56:789a"), AddressKey.LinkLocalOf(0x0200_3456_789a));

    [Fact]
    public void The_first_bits_of_an_address_are_its_prefix()
    {
        AddressKey key = Key("2001:db8:ffff:ffff:ffff:ffff:ffff:ffff");
        foreach ((int length, string first) in ((int, string)[])[(0, "::"), (32, "2001:db8::"), (48, "2001:db8:ffff::"), (63, "2001:db8:ffff:fffe::"), (64, "2001:db8:ffff:ffff::"), (65, "2001:db8:ffff:ffff:8000::"), (127, "2001:db8:ffff:ffff:ffff:ffff:ffff:fffe"), (128, "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff")])
        {
            Assert.Equal(Key(first), key.First(length));
        }

        Assert.Equal(Key("10.0.0.0"), Key("10.0.0.15").First(AddressKey.BitsBeforeIpv4 + 28));
    }

    [Fact]
    public void Of_many_addresses_each_is_found_in_its_VLAN_and_no_other()
    {
        Random random = new(3);
        for (int count = 0; count <= 80; count++)
        {
            KnownAddress[] all = [.. Enumerable.Range(0, count).Select(i => new KnownAddress(i % 2 == 0 ? AddressKey.Ipv4((uint)random.Next()) : new AddressKey((ulong)random.Next(3), (ulong)random.Next(9)), AddressKey.Bits, (ushort)(i % 3 == 0 ? KnownAddresses.AnyVlan : i % 5)))];
            KnownAddresses known = new(all, mayClaim: false);
            for (int i = 0; i < 400; i++)
            {
                AddressKey asked = count > 0 && i % 2 == 0 ? all[random.Next(count)].Address : new AddressKey((ulong)random.Next(3), (ulong)random.Next(9));
                int vlan = random.Next(6);
                Assert.Equal(all.Any(one => one.Address == asked && (one.Vlan == vlan || one.Vlan == KnownAddresses.AnyVlan)), known.Contains(asked, vlan));
            }
        }
    }

    [Fact]
    public void A_prefix_holds_all_its_addresses_of_its_own_family()
    {
        KnownAddresses known = new([new KnownAddress(Key("10.0.0.0"), AddressKey.BitsBeforeIpv4 + 28, KnownAddresses.AnyVlan), new KnownAddress(Key("2001:db8::"), 64, 7)], mayClaim: false);
        Assert.True(known.Contains(Key("10.0.0.15"), 3));
        Assert.False(known.Contains(Key("10.0.0.16"), 3));
        Assert.True(known.Contains(Key("2001:db8::ffff"), 7));
        Assert.False(known.Contains(Key("2001:db8::ffff"), 8));
        Assert.False(known.Contains(Key("2001:db8:0:1::"), 7));
        Assert.False(known.Contains(Key("::ffff:10.0.0.1"), 3));
    }

    private static AddressKey Key(string text) => AddressKey.Read(IPAddress.Parse(text).GetAddressBytes());
}

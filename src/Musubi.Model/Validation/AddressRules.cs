using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Musubi.Model.Validation;

/// <summary>What the IP addresses of a vNIC may look like: an address, or all addresses of a prefix. Pure; any thread.</summary>
public static class AddressRules
{
    /// <summary>Shortest prefix of IPv4; whoever may use more needs no guard.</summary>
    public const int ShortestIpv4 = 8;

    public const int ShortestIpv6 = 16;

    public const string Rule = "must be an IPv4 or IPv6 unicast address, such as 192.0.2.10, or a prefix without further bits, such as 2001:db8::/64 (IPv4 from /8, IPv6 from /16)";

    /// <summary>The usual spelling of an address or a prefix; a prefix of one address is that address.</summary>
    public static bool TryNormalize(string text, [NotNullWhen(true)] out string? normal)
    {
        normal = null;
        if (!TryParse(text, out IPAddress? address, out int prefix))
        {
            return false;
        }

        normal = prefix == Bits(address) ? address.ToString() : string.Create(CultureInfo.InvariantCulture, $"{address}/{prefix}");
        return true;
    }

    /// <summary>An address alone has a prefix of all its bits.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out IPAddress? address, out int prefix)
    {
        prefix = 0;
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        ReadOnlySpan<char> first = slash < 0 ? text : text.AsSpan(0, slash);
        if (!IPAddress.TryParse(first, out address) || !IsUnicast(address, first))
        {
            return false;
        }

        int bits = Bits(address);
        prefix = bits;
        return slash < 0
            || (int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out prefix)
                && prefix >= (bits == 32 ? ShortestIpv4 : ShortestIpv6) && prefix <= bits && HasNoBitsBeyond(address, prefix));
    }

    private static int Bits(IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;

    private static bool IsUnicast(IPAddress address, ReadOnlySpan<char> text)
    {
        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            // Written as people write it: "10.1" and "0x0a000001" are addresses to a parser, and mistakes to everybody else.
            return text.SequenceEqual(address.ToString()) && address.GetAddressBytes()[0] is > 0 and not 127 and < 224;
        }

        return address.ScopeId == 0 && !text.Contains('%') && !address.IsIPv6Multicast && !address.IsIPv4MappedToIPv6
            && !address.Equals(IPAddress.IPv6Any) && !address.Equals(IPAddress.IPv6Loopback);
    }

    private static bool HasNoBitsBeyond(IPAddress address, int prefix)
    {
        byte[] bytes = address.GetAddressBytes();
        for (int bit = prefix; bit < bytes.Length * 8; bit++)
        {
            if ((bytes[bit / 8] >> (7 - (bit % 8)) & 1) != 0)
            {
                return false;
            }
        }

        return true;
    }
}

using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Musubi.Model.Policy.Filtering;

/// <summary>The texts of what rules ask for, without "not ". Parsing gives null for anything else; any thread.</summary>
internal static class FilterTexts
{
    private const int MacBits = 48;

    private static readonly string[] Flags = ["fin", "syn", "rst", "psh", "ack", "urg", "ece", "cwr"];

    public static string Format(NumberMatch range) => range.First == range.Last
        ? range.First.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{range.First}-{range.Last}");

    public static NumberMatch? ParseRange(string text, int most, bool negated)
    {
        string[] ends = text.Split('-', 2);
        return Number(ends[0]) is { } first && Number(ends[^1]) is { } last && first <= last && last <= most ? new NumberMatch(first, last, negated) : null;
    }

    public static string Format(MacMatch mac)
    {
        string address = new MacAddress(mac.Address).ToString();
        return mac.Mask == MacMatch.WholeMask ? address
            : PrefixOf(mac.Mask) is { } bits ? string.Create(CultureInfo.InvariantCulture, $"{address}/{bits}")
            : $"{address}/{new MacAddress(mac.Mask)}";
    }

    /// <summary>Bits of the address outside of the mask are left out: whoever writes one of many may write any of them.</summary>
    public static MacMatch? ParseMac(string text, bool negated)
    {
        string[] parts = text.Split('/', 2);
        ulong? mask = parts.Length == 1 ? MacMatch.WholeMask
            : Number(parts[1]) is { } bits and <= MacBits ? MacMatch.WholeMask & ~((1UL << (MacBits - bits)) - 1)
            : MacAddress.TryParse(parts[1], null, out MacAddress given) ? given.Value
            : null;
        return MacAddress.TryParse(parts[0], null, out MacAddress address) && mask is { } within ? new MacMatch(address.Value & within, within, negated) : null;
    }

    public static string Format(AddressMatch address)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, address.Address);
        string text = new IPAddress(address.IsIpv6 ? bytes : bytes[12..]).ToString();
        return address.PrefixLength == address.Bits ? text : string.Create(CultureInfo.InvariantCulture, $"{text}/{address.PrefixLength}");
    }

    public static AddressMatch? ParseAddress(string text, bool negated)
    {
        string[] parts = text.Split('/', 2);
        if (!IsWritten(parts[0]) || !IPAddress.TryParse(parts[0], out IPAddress? address))
        {
            return null;
        }

        bool isIpv6 = address.AddressFamily == AddressFamily.InterNetworkV6;
        byte[] bytes = address.GetAddressBytes();
        int bits = isIpv6 ? 128 : 32;
        UInt128 value = isIpv6 ? BinaryPrimitives.ReadUInt128BigEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
        int? length = parts.Length == 1 ? bits : Number(parts[1]);
        if (length is not { } prefix || prefix > bits)
        {
            return null;
        }

        AddressMatch match = new(value, prefix, isIpv6, negated);
        return (value & ~match.Pattern.Mask) == 0 ? match : null;
    }

    public static string Format(TcpFlagsMatch flags) =>
        string.Join(',', Flags.Where((_, bit) => (flags.Mask >> bit & 1) != 0).Select(name => (flags.Set >> Array.IndexOf(Flags, name) & 1) != 0 ? name : $"!{name}"));

    public static TcpFlagsMatch? ParseFlags(string text, bool negated)
    {
        (int mask, int set) = (0, 0);
        foreach (string part in text.Split(','))
        {
            string word = part.Trim();
            bool isUnset = word.StartsWith('!');
            int bit = Array.IndexOf(Flags, isUnset ? word[1..] : word);
            if (bit < 0 || (mask >> bit & 1) != 0)
            {
                return null;
            }

            mask |= 1 << bit;
            set |= isUnset ? 0 : 1 << bit;
        }

        return new TcpFlagsMatch((byte)mask, (byte)set, negated);
    }

    /// <summary>How many bits from the top on, when these are all of a mask.</summary>
    private static int? PrefixOf(ulong mask)
    {
        ulong rest = ~mask & MacMatch.WholeMask;
        return (rest & (rest + 1)) == 0 ? MacBits - (int)ulong.PopCount(rest) : null;
    }

    /// <summary>As people write addresses, and not one of the other forms that a parser takes: four numbers, or IPv6 without a zone.</summary>
    private static bool IsWritten(string text) => text.Contains(':', StringComparison.Ordinal)
        ? !text.Contains('%', StringComparison.Ordinal) && !text.Contains('[', StringComparison.Ordinal)
        : text.Split('.') is { Length: 4 } octets && octets.All(octet => Number(octet) is <= 255 && (octet.Length == 1 || octet[0] != '0'));

    private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
}

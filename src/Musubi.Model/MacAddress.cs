using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Musubi.Model;

/// <summary>A 48-bit MAC address (IEEE 802), held in the low bits with the first octet on the wire most significant.</summary>
public readonly record struct MacAddress(ulong Value) : IParsable<MacAddress>
{
    /// <summary>The group bit (multicast or broadcast) of the first octet.</summary>
    public bool IsGroup => (Value & 0x0100_0000_0000) != 0;

    /// <summary>The locally administered bit of the first octet.</summary>
    public bool IsLocal => (Value & 0x0200_0000_0000) != 0;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{(Value >> 40) & 0xff:x2}:{(Value >> 32) & 0xff:x2}:{(Value >> 24) & 0xff:x2}:{(Value >> 16) & 0xff:x2}:{(Value >> 8) & 0xff:x2}:{Value & 0xff:x2}");

    public static MacAddress Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out MacAddress mac) ? mac : throw new FormatException($"'{s}' is not a MAC address of the form aa:bb:cc:dd:ee:ff");

    /// <summary>Accepts six pairs of hexadecimal digits, parted by colons or by hyphens.</summary>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out MacAddress result)
    {
        result = default;
        if (s is not { Length: 17 })
        {
            return false;
        }

        ulong value = 0;
        for (int i = 0; i < 17; i++)
        {
            if (i % 3 == 2)
            {
                if (s[i] != s[2] || s[i] is not (':' or '-'))
                {
                    return false;
                }
            }
            else if (char.IsAsciiHexDigit(s[i]))
            {
                value = (value << 4) | (uint)Convert.ToInt32(s[i].ToString(), 16);
            }
            else
            {
                return false;
            }
        }

        result = new MacAddress(value);
        return true;
    }
}

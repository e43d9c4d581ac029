using System.Globalization;
using System.Net;
using System.Text;

namespace Musubi.Switch.Control.Discovery;

/// <summary>Bytes that a stranger sent as texts that can be shown: UTF-8, one line, bounded.</summary>
public static class DiscoveryText
{
    public const int MaxLength = 255;

    private const int MacBytes = 6;

    /// <summary>Bytes that are no UTF-8 become U+FFFD; runs of spaces and control characters one space, and none at either end.</summary>
    public static string Of(ReadOnlySpan<byte> bytes)
    {
        StringBuilder text = new();
        bool gap = false;
        while (bytes.Length > 0)
        {
            Rune.DecodeFromUtf8(bytes, out Rune rune, out int length);
            bytes = bytes[length..];
            if (rune.Value == 0x20 || !IsShown(rune))
            {
                gap = text.Length > 0;
                continue;
            }

            if (text.Length + (gap ? 1 : 0) + rune.Utf16SequenceLength > MaxLength)
            {
                break;
            }

            text.Append(gap ? " " : "").Append(rune.ToString());
            gap = false;
        }

        return text.ToString();
    }

    /// <summary>An id that should be text: as hexadecimal digits when some of it is none.</summary>
    public static string OfId(ReadOnlySpan<byte> bytes)
    {
        string text = Of(bytes);
        return text.Length == 0 || text.Contains('\ufffd', StringComparison.Ordinal) || bytes.Contains((byte)0) ? Hex(bytes) : text;
    }

    public static string Mac(ReadOnlySpan<byte> bytes) => bytes.Length == MacBytes ? Hex(bytes) : OfId(bytes);

    /// <summary>A network address as LLDP has it: the family's number (IANA) in front.</summary>
    public static string Address(ReadOnlySpan<byte> bytes) => bytes.Length is 5 or 17 && bytes[0] is 1 or 2 ? new IPAddress(bytes[1..]).ToString() : Hex(bytes);

    private static string Hex(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> shown = bytes[..Math.Min(bytes.Length, (MaxLength + 1) / 3)];
        StringBuilder text = new();
        foreach (byte octet in shown)
        {
            text.Append(text.Length > 0 ? ":" : "").Append(octet.ToString("x2", CultureInfo.InvariantCulture));
        }

        return text.ToString();
    }

    private static bool IsShown(Rune rune) => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator);
}

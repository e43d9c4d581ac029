using System.Collections.Immutable;
using System.Globalization;

namespace Musubi.Model.Policy.Filtering;

/// <summary>Numbers that have names.</summary>
public sealed class FilterWords
{
    private const string HexPrefix = "0x";

    private readonly ImmutableArray<(string Word, int Number)> _words;
    private readonly int _most;
    private readonly bool _isHex;

    private FilterWords(int most, bool isHex, params ImmutableArray<(string, int)> words) => (_words, _most, _isHex) = (words, most, isHex);

    /// <summary>IEEE 802 EtherTypes.</summary>
    public static FilterWords EtherTypes { get; } = new(65_535, true, ("ipv4", 0x0800), ("arp", 0x0806), ("ipv6", 0x86dd));

    /// <summary>IANA protocol numbers.</summary>
    public static FilterWords Protocols { get; } =
        new(FilterFields.MaxByte, false, ("icmp", 1), ("igmp", 2), ("tcp", 6), ("udp", 17), ("gre", 47), ("esp", 50), ("ah", 51), ("icmpv6", 58), ("ospf", 89), ("sctp", 132));

    public IEnumerable<string> All => _words.Select(pair => pair.Word);

    /// <summary>What a text must be.</summary>
    public string Rule => $"must be {string.Join(", ", All)}, or a number from 0 to {_most}{(_isHex ? " (0x88cc)" : "")}";

    public string Word(int number) => _words.FirstOrDefault(pair => pair.Number == number) is { Word: { } word } ? word
        : _isHex ? string.Create(CultureInfo.InvariantCulture, $"{HexPrefix}{number:x4}")
        : number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Null for what is neither a word nor a number of the kind.</summary>
    public int? Parse(string text)
    {
        foreach ((string word, int number) in _words)
        {
            if (text == word)
            {
                return number;
            }
        }

        bool isHex = text.StartsWith(HexPrefix, StringComparison.OrdinalIgnoreCase);
        return int.TryParse(isHex ? text.AsSpan(HexPrefix.Length) : text, isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out int value)
            && value >= 0 && value <= _most ? value : null;
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Musubi.Model.Policy;

/// <summary>The user form of <see cref="VlanConfig"/>: "none", "10", "trunk 0,10-20,30", "private 101". It checks the form; VLAN ids are checked by the editor.</summary>
public static class VlanText
{
    public const string Rule = "must be \"none\", a VLAN id from 1 to 4094, \"trunk\" with ids and ranges from 0 to 4094, such as \"trunk 0,10-20\", or \"private\" with the id of a primary or secondary";

    private const int MaxRanges = 4096;

    public static string Format(VlanConfig vlan) => vlan.Mode switch
    {
        VlanMode.Access => vlan.Id.ToString(CultureInfo.InvariantCulture),
        VlanMode.Private => string.Create(CultureInfo.InvariantCulture, $"private {vlan.Id}"),
        VlanMode.Trunk => "trunk " + string.Join(',', vlan.Ranges),
        _ => "none",
    };

    /// <summary>Reads the form. Ids out of bounds are read too, so that they can be reported with all other errors; ranges stay in the order given.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out VlanConfig? vlan)
    {
        vlan = null;
        ReadOnlySpan<char> rest = text.AsSpan().Trim();
        if (rest.Equals("none", StringComparison.OrdinalIgnoreCase))
        {
            vlan = VlanConfig.None;
        }
        else if (TryParseId(rest, out int id))
        {
            vlan = id == 0 ? VlanConfig.None : VlanConfig.Access(id);
        }
        else if (rest.StartsWith("private ", StringComparison.OrdinalIgnoreCase) && TryParseId(rest["private ".Length..], out int secondary))
        {
            vlan = VlanConfig.Private(secondary);
        }
        else if (rest.StartsWith("trunk ", StringComparison.OrdinalIgnoreCase) && TryParseRanges(rest[6..], out List<VlanRange> ranges))
        {
            vlan = VlanConfig.Trunk([.. ranges]);
        }

        return vlan is not null;
    }

    private static bool TryParseRanges(ReadOnlySpan<char> text, out List<VlanRange> ranges)
    {
        ranges = [];
        foreach (Range part in text.Split(','))
        {
            ReadOnlySpan<char> item = text[part].Trim();
            int dash = item.IndexOf('-');
            bool readable = dash < 0
                ? TryParseId(item, out int first) & TryParseId(item, out int last)
                : TryParseId(item[..dash], out first) & TryParseId(item[(dash + 1)..], out last);
            if (!readable || ranges.Count == MaxRanges)
            {
                return false;
            }

            ranges.Add(new VlanRange(first, last));
        }

        return ranges.Count > 0;
    }

    private static bool TryParseId(ReadOnlySpan<char> text, out int id) =>
        int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out id);
}

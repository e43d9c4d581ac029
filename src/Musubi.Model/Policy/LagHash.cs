using System.Text;

namespace Musubi.Model.Policy;

/// <summary>What of a frame decides by which member of a LAG it leaves. Frames of one conversation leave by one member, so that they stay in order.</summary>
/// <param name="Fields">Which addresses.</param>
/// <param name="Sides">Whose.</param>
/// <param name="Vlan">The VLAN too.</param>
public sealed record LagHash(LagHashFields Fields, LagHashSides Sides, bool Vlan)
{
    public const string Rule = "must be \"mac\", \"ip\" or \"ipPort\", of both sides or one (\"sourceMac\", \"destinationIp\"), and with the VLAN if it shall decide too (\"ipPortVlan\")";

    /// <summary>Of a new LAG, as in vSphere.</summary>
    public static LagHash Default { get; } = new(LagHashFields.IpPort, LagHashSides.Both, Vlan: true);

    /// <summary>Every word that <see cref="Parse"/> knows.</summary>
    public static IEnumerable<string> Words =>
        from sides in Enum.GetValues<LagHashSides>()
        from fields in Enum.GetValues<LagHashFields>()
        from vlan in (bool[])[false, true]
        select new LagHash(fields, sides, vlan).Word;

    /// <summary>In one word, such as "ipPortVlan" or "sourceMac".</summary>
    public string Word
    {
        get
        {
            StringBuilder word = new();
            word.Append(Sides switch { LagHashSides.Source => "source", LagHashSides.Destination => "destination", _ => "" });
            word.Append(Fields switch { LagHashFields.Mac => "Mac", LagHashFields.Ip => "Ip", _ => "IpPort" });
            word.Append(Vlan ? "Vlan" : "");
            word[0] = char.ToLowerInvariant(word[0]);
            return word.ToString();
        }
    }

    /// <summary>Null for any other word.</summary>
    public static LagHash? Parse(string? word)
    {
        string rest = word ?? "";
        bool vlan = rest.EndsWith("Vlan", StringComparison.Ordinal);
        rest = vlan ? rest[..^"Vlan".Length] : rest;
        foreach (LagHashSides sides in Enum.GetValues<LagHashSides>())
        {
            foreach (LagHashFields fields in Enum.GetValues<LagHashFields>())
            {
                LagHash hash = new(fields, sides, vlan);
                if (rest.Length > 0 && (hash with { Vlan = false }).Word == rest)
                {
                    return hash;
                }
            }
        }

        return null;
    }
}

using System.Text.Json;
using Musubi.Model.Commands;
using Musubi.Model.Policy;

namespace Musubi.Model.Reading;

/// <summary>Reads the LAGs of a switch.</summary>
internal static class LagReader
{
    /// <summary>Null where the switch's resource does not tell them.</summary>
    public static ValueList<LagSpec>? Read(FieldReader parent)
    {
        if (parent.Objects("lags") is not { } all)
        {
            return null;
        }

        List<LagSpec> read = [];
        foreach (FieldReader reader in all)
        {
            reader.Ignore("key");
            read.Add(new LagSpec
            {
                Name = reader.Text("name"),
                Uplinks = reader.Texts("uplinks"),
                Mode = Word<LacpMode>(reader, "mode", word => word switch { "active" => LacpMode.Active, "passive" => LacpMode.Passive, _ => null }, "must be \"active\" or \"passive\""),
                Rate = Word<LacpRate>(reader, "rate", word => word switch { "slow" => LacpRate.Slow, "fast" => LacpRate.Fast, _ => null }, "must be \"slow\" or \"fast\""),
                Hash = ReadHash(reader),
            });
            reader.Finish();
        }

        return [.. read];
    }

    private static LagHash? ReadHash(FieldReader reader)
    {
        if (!reader.TryTake("hash", out JsonElement value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return LagHash.Parse(value.ValueKind == JsonValueKind.String ? value.GetString() : null) ?? reader.Wrong<LagHash>("hash", value, LagHash.Rule);
    }

    private static T? Word<T>(FieldReader reader, string name, Func<string?, T?> parse, string rule)
        where T : struct
    {
        if (!reader.TryTake(name, out JsonElement value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (parse(value.ValueKind == JsonValueKind.String ? value.GetString() : null) is { } known)
        {
            return known;
        }

        reader.Wrong<string>(name, value, rule);
        return null;
    }
}

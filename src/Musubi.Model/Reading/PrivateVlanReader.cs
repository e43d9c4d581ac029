using System.Text.Json;
using Musubi.Model.Policy;

namespace Musubi.Model.Reading;

/// <summary>Reads the private VLANs of a switch.</summary>
internal static class PrivateVlanReader
{
    /// <summary>Null where the switch's resource does not tell them.</summary>
    public static ValueList<PrivateVlan>? Read(FieldReader parent)
    {
        if (parent.Objects("privateVlans") is not { } all)
        {
            return null;
        }

        List<PrivateVlan> read = [];
        foreach (FieldReader reader in all)
        {
            read.Add(new PrivateVlan(reader.Int("primary") ?? 0, reader.Int("isolated"), ReadCommunities(reader)));
            reader.Finish();
        }

        return [.. read.OrderBy(one => one.Primary)];
    }

    private static ValueList<int> ReadCommunities(FieldReader reader)
    {
        if (!reader.TryTake("communities", out JsonElement value) || value.ValueKind == JsonValueKind.Null)
        {
            return [];
        }

        List<int> ids = [];
        foreach (JsonElement item in value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : default)
        {
            if (item.ValueKind != JsonValueKind.Number || !item.TryGetInt32(out int id))
            {
                ids.Clear();
                break;
            }

            ids.Add(id);
        }

        if (value.ValueKind != JsonValueKind.Array || ids.Count != value.GetArrayLength())
        {
            reader.Wrong<string>("communities", value, "must be a list of VLAN ids");
            return [];
        }

        return [.. ids.Order()];
    }
}

using System.Text.Json;
using Musubi.Model.Commands;
using Musubi.Model.Config;
using Musubi.Model.Resources;

namespace Musubi.Model.Reading;

/// <summary>Reads the discovery and the contact of a switch.</summary>
internal static class DiscoveryReader
{
    public static DiscoverySpec? Read(FieldReader parent)
    {
        if (parent.Object("discovery") is not { } reader)
        {
            return null;
        }

        DiscoverySpec spec = new(
            Word<DiscoveryProtocol>(reader, "protocol", DiscoveryResource.Word, "must be \"cdp\" or \"lldp\""),
            Word<DiscoveryOperation>(reader, "operation", DiscoveryResource.Word, "must be \"none\", \"listen\", \"advertise\" or \"both\""));
        reader.Finish();
        return spec;
    }

    public static ContactSpec? ReadContact(FieldReader parent)
    {
        if (parent.Object("contact") is not { } reader)
        {
            return null;
        }

        ContactSpec spec = new(reader.Text("name"), reader.Text("details"));
        reader.Finish();
        return spec;
    }

    private static T? Word<T>(FieldReader reader, string name, Func<T, string> word, string rule)
        where T : struct, Enum
    {
        if (!reader.TryTake(name, out JsonElement value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        foreach (T one in Enum.GetValues<T>())
        {
            if (value.ValueKind == JsonValueKind.String && value.ValueEquals(word(one)))
            {
                return one;
            }
        }

        reader.Wrong<string>(name, value, rule);
        return null;
    }
}

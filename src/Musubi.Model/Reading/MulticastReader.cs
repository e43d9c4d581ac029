using System.Text.Json;
using Musubi.Model.Commands;
using Musubi.Model.Policy;

namespace Musubi.Model.Reading;

/// <summary>Reads the multicast settings of a switch.</summary>
internal static class MulticastReader
{
    public static MulticastSpec Read(FieldReader parent)
    {
        MulticastSpec spec = new()
        {
            Filtering = ReadFiltering(parent),
            FloodUnregistered = parent.Flag("multicastFloodUnregistered"),
        };
        if (parent.Object("multicastQuerier") is not { } reader)
        {
            return spec;
        }

        spec = spec with
        {
            QuerierEnabled = reader.Flag("enabled"),
            QuerierIntervalSeconds = reader.Int("intervalSeconds"),
            QuerierIpv4 = reader.Text("ipv4"),
            QuerierIpv6 = reader.Text("ipv6"),
        };
        reader.Finish();
        return spec;
    }

    private static MulticastFiltering? ReadFiltering(FieldReader parent)
    {
        switch (parent.Text("multicastFiltering"))
        {
            case null:
                return null;
            case "basic":
                return MulticastFiltering.Basic;
            case "snooping":
                return MulticastFiltering.Snooping;
            default:
                parent.TryTake("multicastFiltering", out JsonElement value);
                parent.Wrong<string>("multicastFiltering", value, "must be \"basic\" or \"snooping\"");
                return null;
        }
    }
}

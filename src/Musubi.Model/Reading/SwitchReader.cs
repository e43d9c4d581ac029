using System.Text.Json;
using Musubi.Model.Commands;
using Musubi.Model.Config;

namespace Musubi.Model.Reading;

/// <summary>Reads a switch resource.</summary>
internal static class SwitchReader
{
    public static SwitchSpec Read(FieldReader reader)
    {
        reader.Ignore("kind", "id", "revision", "portGroups", "ports", "connectedPorts");
        return new SwitchSpec
        {
            Name = reader.Text("name"),
            Type = ReadType(reader),
            Mtu = reader.Int("mtu"),
            Uplinks = reader.Texts("uplinks"),
            Lags = LagReader.Read(reader),
            PrivateVlans = PrivateVlanReader.Read(reader),
            Discovery = DiscoveryReader.Read(reader),
            Contact = DiscoveryReader.ReadContact(reader),
            Multicast = MulticastReader.Read(reader),
            IoControl = IoReader.ReadControl(reader),
            IoPools = IoReader.ReadPools(reader),
            UplinkFiltering = FilteringReader.Read(reader, "uplinkFiltering"),
            Hosts = ReadHosts(reader),
            Policy = PolicyReader.Read(reader),
        };
    }

    /// <summary>The member "uplinks" of a member host: uplink name to NIC.</summary>
    public static ValueList<UplinkSpec>? ReadUplinks(FieldReader reader) =>
        reader.TextMap("uplinks") is { } map ? [.. map.Select(m => new UplinkSpec(m.Key, m.Value))] : null;

    /// <summary>The member "uplinkCapacities" of a member host: uplink name to bits a second.</summary>
    public static ValueList<CapacitySpec>? ReadCapacities(FieldReader reader) =>
        reader.NumberMap("uplinkCapacities") is { } map ? [.. map.Select(m => new CapacitySpec(m.Key, m.Value))] : null;

    private static ValueList<MemberSpec>? ReadHosts(FieldReader reader)
    {
        if (reader.Objects("hosts") is not { } hosts)
        {
            return null;
        }

        List<MemberSpec> members = [];
        foreach (FieldReader host in hosts)
        {
            host.Ignore("hostId");
            members.Add(new MemberSpec(host.Text("host") ?? "", ReadUplinks(host) ?? []) { Capacities = ReadCapacities(host) });
            host.Finish();
        }

        return [.. members];
    }

    private static SwitchKind? ReadType(FieldReader reader)
    {
        switch (reader.Text("type"))
        {
            case null:
                return null;
            case "standard":
                return SwitchKind.Standard;
            case "distributed":
                return SwitchKind.Distributed;
            default:
                reader.TryTake("type", out JsonElement value);
                reader.Wrong<string>("type", value, "must be \"standard\" or \"distributed\"");
                return null;
        }
    }
}

using System.Text.Json;
using Musubi.Model.Commands;

namespace Musubi.Model.Reading;

/// <summary>Reads what is to be moved from standard switches.</summary>
internal static class HostMigrationReader
{
    public static ValueList<HostMigrationSpec> Read(FieldReader reader, JsonElement body)
    {
        IReadOnlyList<FieldReader> hosts = reader.Objects("hosts") ?? [];
        if (hosts.Count is 0 or > MigrateHosts.MostHosts)
        {
            reader.Wrong<string>("hosts", body, $"must be a list of 1 to {MigrateHosts.MostHosts} hosts");
            return [];
        }

        List<HostMigrationSpec> all = [];
        foreach (FieldReader host in hosts)
        {
            all.Add(new HostMigrationSpec(host.Text("host") ?? "")
            {
                Uplinks = SwitchReader.ReadUplinks(host) ?? [],
                PortGroups = Map(host, "portGroups"),
                Adapters = Map(host, "adapters"),
                Vnics = Map(host, "vnics"),
                AcceptVlan = host.Flag("acceptVlan") ?? false,
            });
            host.Finish();
        }

        return [.. all];
    }

    private static ValueList<KeyValuePair<string, string>> Map(FieldReader reader, string name) => [.. reader.TextMap(name) ?? []];
}

using System.CommandLine;
using System.Text.Json.Nodes;
using Musubi.Cli.CommandLine;
using Musubi.Cli.Connection;
using Musubi.Cli.Output;

namespace Musubi.Cli.Commands;

internal static class AdapterCommands
{
    public static Command Make(CommandFactory factory) => CommandFactory.Group("adapter", "Host adapters: IP interfaces of hosts on port groups",
        Create(factory), List(factory), Show(factory), Delete(factory));

    private static Command Create(CommandFactory factory)
    {
        Argument<string> name = Symbols.Name("NAME", "Name of the adapter, unique on its host");
        Option<string> group = Symbols.Required("--portgroup", "The port group to connect to", "PORTGROUP");
        Option<string?> host = HostOption();
        Option<string[]> addresses = Symbols.Many("--address", "IP address with prefix length, such as 192.0.2.10/24; repeat it for several", "CIDR");
        Option<string?> link = Symbols.Text("--interface", "Name of the interface on the host (the adapter's name)", "NAME");
        Option<string?> mac = Symbols.Text("--mac", "MAC address; assigned when not given", "MAC");
        Option<string?> traffic = Symbols.Choice("--traffic", "What it is for (management)", TrafficWords.OfAdapters);
        ChangeOptions change = new();
        return factory.Leaf("create", "Make a host adapter, or change it", [name, group, host, addresses, link, mac, traffic, .. change.All], async invocation =>
        {
            JsonObject body = new() { ["portGroup"] = invocation.Value(group) };
            body.AddIf("interface", invocation.Value(link));
            body.AddIf("mac", invocation.Value(mac));
            body.AddIf("traffic", TrafficWords.ToApi(invocation.Value(traffic)));
            body.AddIf("revision", invocation.Value(change.Revision));
            if (invocation.IsGiven(addresses))
            {
                body["addresses"] = new JsonArray([.. Words.List(invocation.Value(addresses)).Select(a => (JsonNode)a)]);
            }

            string path = await PathAsync(invocation, host, name).ConfigureAwait(false);
            return await new Changer(invocation, change)
                .SendAsync(HttpMethod.Put, path, body, $"adapter {invocation.Value(name)}", $"is connected to {invocation.Value(group)}").ConfigureAwait(false);
        });
    }

    private static Command List(CommandFactory factory)
    {
        Option<string?> host = Symbols.Text("--host", "Only those of this host", "HOST");
        Option<string?> group = Symbols.Text("--portgroup", "Only those on this port group", "PORTGROUP");
        return factory.Leaf("list", "List host adapters", [host, group], async invocation =>
        {
            string path = Routes.Adapters.With("host", invocation.Value(host)).With("portGroup", invocation.Value(group));
            invocation.Output.List(Kinds.Adapter, await invocation.ListAsync(path).ConfigureAwait(false));
            return ExitCode.Done;
        });
    }

    private static Command Show(CommandFactory factory)
    {
        Argument<string> name = Symbols.Name("NAME", "Name of the adapter");
        Option<string?> host = HostOption();
        return factory.Leaf("show", "Show a host adapter", [name, host], async invocation =>
        {
            invocation.Output.Object(await invocation.GetAsync(await PathAsync(invocation, host, name).ConfigureAwait(false)).ConfigureAwait(false));
            return ExitCode.Done;
        });
    }

    private static Command Delete(CommandFactory factory)
    {
        Argument<string> name = Symbols.Name("NAME", "Name of the adapter");
        Option<string?> host = HostOption();
        ChangeOptions change = new();
        return factory.Leaf("delete", "Remove a host adapter", [name, host, .. change.All], async invocation =>
        {
            string path = await PathAsync(invocation, host, name).ConfigureAwait(false);
            return await new Changer(invocation, change)
                .SendBasedAsync(path, HttpMethod.Delete, path, null, $"adapter {invocation.Value(name)}", "was removed").ConfigureAwait(false);
        });
    }

    private static Option<string?> HostOption() => Symbols.Text("--host", "The host that it is on; not needed with --local", "HOST");

    private static async Task<string> PathAsync(Invocation invocation, Option<string?> host, Argument<string> name)
    {
        string? on = invocation.Value(host);
        if (on is null)
        {
            on = invocation.IsLocal
                ? await LocalHost.NameAsync(invocation).ConfigureAwait(false)
                : throw new CliException(ExitCode.Usage, "--host: must be given without --local");
        }

        return Routes.Of(Routes.Adapters, on, invocation.Value(name));
    }
}

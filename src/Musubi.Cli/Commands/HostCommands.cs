using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Musubi.Cli.CommandLine;
using Musubi.Cli.Connection;
using Musubi.Cli.Output;

namespace Musubi.Cli.Commands;

internal static class HostCommands
{
    public static Command Make(CommandFactory factory) => CommandFactory.Group("host", "Hosts of the fabric",
        HostJoinCommand.Make(factory),
        CommandFactory.Group("token", "Join tokens", CreateToken(factory)),
        HookCommands.Make(factory),
        List(factory), Show(factory), Set(factory), Remove(factory), Retry(factory), Switches(factory), HostMigrateCommand.Make(factory));

    private static Command CreateToken(CommandFactory factory)
    {
        Option<long?> hours = Symbols.Number("--valid-hours", "How long it is good for (24)", 1, 720);
        return factory.Leaf("create", "Make a token with which one host may join", [hours], async invocation =>
        {
            JsonObject body = [];
            body.AddIf("validHours", invocation.Value(hours));
            JsonElement made = await invocation.Client.SendAsync(new ApiRequest(HttpMethod.Post, Routes.HostTokens, body), invocation.Cancellation).ConfigureAwait(false);
            if (!invocation.Output.ForPeople)
            {
                invocation.Output.Object(made);
                return ExitCode.Done;
            }

            invocation.Output.Say(made.Text("token"));
            invocation.Surroundings.Error.WriteLine($"Good for one host until {Kinds.Time(made.Text("expiresAt"))}; on that host: musubi host join --controller ADDRESS:7444 --token TOKEN");
            return ExitCode.Done;
        });
    }

    private static Command List(CommandFactory factory)
    {
        Option<string?> member = Symbols.Text("--switch", "Only members of this switch", "SWITCH");
        return factory.Leaf("list", "List hosts", [member], async invocation =>
        {
            invocation.Output.List(Kinds.Host, await invocation.ListAsync(Routes.Hosts.With("switch", invocation.Value(member))).ConfigureAwait(false));
            return ExitCode.Done;
        });
    }

    private static Command Show(CommandFactory factory)
    {
        Argument<string> host = Symbols.Name("HOST", "Name or id");
        return factory.Leaf("show", "Show a host with its NICs", [host], async invocation =>
        {
            invocation.Output.Object(await invocation.GetAsync(Routes.Of(Routes.Hosts, invocation.Value(host))).ConfigureAwait(false));
            return ExitCode.Done;
        });
    }

    private static Command Set(CommandFactory factory)
    {
        Argument<string> host = Symbols.Name("HOST", "Name or id");
        Option<string?> name = Symbols.Text("--name", "New name", "NAME");
        Option<string?> entitled = Symbols.YesNo("--entitled", "May become a member of distributed switches");
        ChangeOptions change = new();
        return factory.Leaf("set", "Rename a host, or change its entitlement", [host, name, entitled, .. change.All], invocation =>
        {
            JsonObject body = [];
            body.AddIf("name", invocation.Value(name));
            body.AddIf("entitled", Words.YesNo(invocation.Value(entitled)));
            body.RequireSome();
            string path = Routes.Of(Routes.Hosts, invocation.Value(host));
            return new Changer(invocation, change).SendBasedAsync(path, HttpMethod.Patch, path, body, $"host {invocation.Value(host)}", "was changed");
        });
    }

    private static Command Retry(CommandFactory factory)
    {
        Argument<string> host = Symbols.Name("HOST", "Name or id");
        return factory.Leaf("retry", "Have a host try once more what it undid by itself", [host], async invocation =>
        {
            JsonElement asked = await invocation.Client.SendAsync(new ApiRequest(HttpMethod.Post, $"{Routes.Of(Routes.Hosts, invocation.Value(host))}/retry", null), invocation.Cancellation).ConfigureAwait(false);
            if (invocation.Output.ForPeople)
            {
                invocation.Output.Say($"host {asked.Text("host")} tries once more what it undid; musubi status tells what comes of it");
            }
            else
            {
                invocation.Output.Object(asked);
            }

            return ExitCode.Done;
        });
    }

    private static Command Switches(CommandFactory factory)
    {
        Argument<string> host = Symbols.Name("HOST", "Name or id");
        return factory.Leaf("switches", "List the standard switches that a host has of its own, by port groups", [host], async invocation =>
        {
            invocation.Output.List(Kinds.StandardSwitch, await invocation.ListAsync($"{Routes.Of(Routes.Hosts, invocation.Value(host))}/switches").ConfigureAwait(false));
            return ExitCode.Done;
        });
    }

    private static Command Remove(CommandFactory factory)
    {
        Argument<string> host = Symbols.Name("HOST", "Name or id");
        ChangeOptions change = new();
        return factory.Leaf("remove", "Take a host out of the fabric", [host, .. change.All], invocation =>
        {
            string path = Routes.Of(Routes.Hosts, invocation.Value(host));
            return new Changer(invocation, change).SendBasedAsync(path, HttpMethod.Delete, path, null, $"host {invocation.Value(host)}", "was removed from the fabric");
        });
    }
}

using System.CommandLine;
using System.Text.Json.Nodes;
using Musubi.Cli.CommandLine;
using Musubi.Cli.Connection;
using Musubi.Cli.Output;

namespace Musubi.Cli.Commands;

internal static class SwitchCommands
{
    public static Command Make(CommandFactory factory) => CommandFactory.Group("switch", "Distributed switches; with --local this host's standard switches",
        Create(factory), List(factory), Show(factory), Set(factory), Delete(factory), SwitchGroupsCommand.Make(factory),
        SwitchHostCommands.Add(factory), SwitchHostCommands.Set(factory), SwitchHostCommands.Remove(factory), SwitchIoCommand.Make(factory),
        RuleCommands.Make(factory, RuleOwner.Switch), RuleCommands.Make(factory, RuleOwner.Uplinks));

    private static Command Create(CommandFactory factory)
    {
        Argument<string> name = Symbols.Name("NAME", "Name of the new switch");
        SwitchOptions shape = new();
        PolicyOptions policy = new();
        ChangeOptions change = new();
        return factory.Leaf("create", "Create a switch", [name, .. shape.ForCreate, .. policy.All, .. change.WithoutRevision], async invocation =>
        {
            JsonObject body = new() { ["name"] = invocation.Value(name) };
            await shape.ReadAsync(invocation, body).ConfigureAwait(false);
            body.AddIf("policy", policy.Read(invocation));
            return await new Changer(invocation, change)
                .SendAsync(HttpMethod.Post, Routes.Switches, body, $"switch {invocation.Value(name)}", "was created").ConfigureAwait(false);
        });
    }

    private static Command List(CommandFactory factory)
    {
        Option<string?> host = Symbols.Text("--host", "Only switches that this host is a member of", "HOST");
        return factory.Leaf("list", "List switches", [host], async invocation =>
        {
            invocation.Output.List(Kinds.Switch, await invocation.ListAsync(Routes.Switches.With("host", invocation.Value(host))).ConfigureAwait(false));
            return ExitCode.Done;
        });
    }

    private static Command Show(CommandFactory factory)
    {
        Argument<string> name = Symbols.Name("SWITCH", "Name or id");
        return factory.Leaf("show", "Show a switch", [name], async invocation =>
        {
            invocation.Output.Object(await invocation.GetAsync(Routes.Of(Routes.Switches, invocation.Value(name))).ConfigureAwait(false));
            return ExitCode.Done;
        });
    }

    private static Command Set(CommandFactory factory)
    {
        Argument<string> name = Symbols.Name("SWITCH", "Name or id");
        Option<string?> newName = Symbols.Text("--name", "New name", "NAME");
        SwitchOptions shape = new();
        PolicyOptions policy = new();
        ChangeOptions change = new();
        return factory.Leaf("set", "Change a switch; what is not given stays", [name, newName, .. shape.ForCreate, .. policy.All, .. change.All], async invocation =>
        {
            JsonObject body = [];
            body.AddIf("name", invocation.Value(newName));
            await shape.ReadAsync(invocation, body).ConfigureAwait(false);
            body.AddIf("policy", policy.Read(invocation));
            body.RequireSome();
            string path = Routes.Of(Routes.Switches, invocation.Value(name));
            return await new Changer(invocation, change)
                .SendBasedAsync(path, HttpMethod.Patch, path, body, $"switch {invocation.Value(name)}", "was changed").ConfigureAwait(false);
        });
    }

    private static Command Delete(CommandFactory factory)
    {
        Argument<string> name = Symbols.Name("SWITCH", "Name or id");
        ChangeOptions change = new();
        return factory.Leaf("delete", "Delete a switch that has no port groups and no hosts", [name, .. change.All], invocation =>
        {
            string path = Routes.Of(Routes.Switches, invocation.Value(name));
            return new Changer(invocation, change)
                .SendBasedAsync(path, HttpMethod.Delete, path, null, $"switch {invocation.Value(name)}", "was deleted");
        });
    }
}

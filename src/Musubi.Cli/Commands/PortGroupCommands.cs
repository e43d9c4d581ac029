using System.CommandLine;
using System.Text.Json.Nodes;
using Musubi.Cli.CommandLine;
using Musubi.Cli.Connection;
using Musubi.Cli.Output;

namespace Musubi.Cli.Commands;

internal static class PortGroupCommands
{
    public static Command Make(CommandFactory factory) => CommandFactory.Group("portgroup", "Port groups: named templates of port policy",
        Create(factory), List(factory), Show(factory), Set(factory), Delete(factory), RuleCommands.Make(factory, RuleOwner.PortGroup));

    private static Command Create(CommandFactory factory)
    {
        Argument<string> name = Symbols.Name("NAME", "Name of the new port group");
        Option<string> owner = Symbols.Required("--switch", "The switch that it belongs to", "SWITCH");
        PortGroupOptions shape = new();
        PolicyOptions policy = new();
        ChangeOptions change = new();
        return factory.Leaf("create", "Create a port group", [name, owner, .. policy.All, .. shape.All, .. change.WithoutRevision], invocation =>
        {
            JsonObject body = new() { ["name"] = invocation.Value(name), ["switch"] = invocation.Value(owner) };
            shape.Read(invocation, body);
            body.AddIf("policy", policy.Read(invocation));
            return new Changer(invocation, change)
                .SendAsync(HttpMethod.Post, Routes.PortGroups, body, $"port group {invocation.Value(name)}", "was created");
        });
    }

    private static Command List(CommandFactory factory)
    {
        Option<string?> owner = Symbols.Text("--switch", "Only those of this switch", "SWITCH");
        return factory.Leaf("list", "List port groups", [owner], async invocation =>
        {
            invocation.Output.List(Kinds.PortGroup, await invocation.ListAsync(Routes.PortGroups.With("switch", invocation.Value(owner))).ConfigureAwait(false));
            return ExitCode.Done;
        });
    }

    private static Command Show(CommandFactory factory)
    {
        Argument<string> name = Symbols.Name("PORTGROUP", "Name or id");
        return factory.Leaf("show", "Show a port group, with the policy that applies and where it comes from", [name], async invocation =>
        {
            invocation.Output.Object(await invocation.GetAsync(Routes.Of(Routes.PortGroups, invocation.Value(name))).ConfigureAwait(false));
            return ExitCode.Done;
        });
    }

    private static Command Set(CommandFactory factory)
    {
        Argument<string> name = Symbols.Name("PORTGROUP", "Name or id");
        Option<string?> newName = Symbols.Text("--name", "New name", "NAME");
        PortGroupOptions shape = new();
        PolicyOptions policy = new();
        ChangeOptions change = new();
        return factory.Leaf("set", "Change a port group; what is not given stays", [name, newName, .. policy.All, .. shape.All, .. change.All], invocation =>
        {
            JsonObject body = [];
            body.AddIf("name", invocation.Value(newName));
            shape.Read(invocation, body);
            body.AddIf("policy", policy.Read(invocation));
            body.RequireSome();
            string path = Routes.Of(Routes.PortGroups, invocation.Value(name));
            return new Changer(invocation, change)
                .SendBasedAsync(path, HttpMethod.Patch, path, body, $"port group {invocation.Value(name)}", "was changed");
        });
    }

    private static Command Delete(CommandFactory factory)
    {
        Argument<string> name = Symbols.Name("PORTGROUP", "Name or id");
        ChangeOptions change = new();
        return factory.Leaf("delete", "Delete a port group that nothing is connected to", [name, .. change.All], invocation =>
        {
            string path = Routes.Of(Routes.PortGroups, invocation.Value(name));
            return new Changer(invocation, change)
                .SendBasedAsync(path, HttpMethod.Delete, path, null, $"port group {invocation.Value(name)}", "was deleted");
        });
    }
}

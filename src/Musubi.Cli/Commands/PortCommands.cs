using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Musubi.Cli.CommandLine;
using Musubi.Cli.Connection;
using Musubi.Cli.Output;

namespace Musubi.Cli.Commands;

internal static class PortCommands
{
    public static Command Make(CommandFactory factory) => CommandFactory.Group("port", "Ports: identity, policy, state and counters of one connection",
        List(factory), Show(factory), Set(factory), PortStatsCommand.Make(factory), PortMacsCommand.Make(factory), PortAddressesCommand.Make(factory),
        RuleCommands.Make(factory, RuleOwner.Port));

    /// <summary>The argument that names a port.</summary>
    public static Argument<string> PortArgument() => Symbols.Name("PORT", "SWITCH/NUMBER, such as prod/12, or its id");

    private static Command List(CommandFactory factory)
    {
        Option<string?> owner = Symbols.Text("--switch", "Only ports of this switch", "SWITCH");
        Option<string?> group = Symbols.Text("--portgroup", "Only ports of this port group", "PORTGROUP");
        Option<string?> host = Symbols.Text("--host", "Only ports connected on this host", "HOST");
        Option<string?> vm = Symbols.Text("--vm", "Only ports of this VM", "VM");
        Option<bool> all = new("--all") { Description = "Also ports that nothing is connected to" };
        return factory.Leaf("list", "List connected ports", [owner, group, host, vm, all], async invocation =>
        {
            string path = Routes.Ports
                .With("switch", invocation.Value(owner)).With("portGroup", invocation.Value(group))
                .With("host", invocation.Value(host)).With("vm", invocation.Value(vm))
                .With("connected", invocation.Value(all) ? null : "true");
            invocation.Output.List(Kinds.Port, await invocation.ListAsync(path).ConfigureAwait(false));
            return ExitCode.Done;
        });
    }

    private static Command Show(CommandFactory factory)
    {
        Argument<string> port = PortArgument();
        return factory.Leaf("show", "Show a port, with the policy that applies and where it comes from", [port], async invocation =>
        {
            invocation.Output.Object(await ObjectFinder.FindPortAsync(invocation, invocation.Value(port)).ConfigureAwait(false));
            return ExitCode.Done;
        });
    }

    private static Command Set(CommandFactory factory)
    {
        Argument<string> port = PortArgument();
        PolicyOptions policy = new();
        ChangeOptions change = new();
        return factory.Leaf("set", "Change a port's own policy, where its port group allows that", [port, .. policy.All, .. change.All], async invocation =>
        {
            JsonObject body = [];
            body.AddIf("policy", policy.Read(invocation));
            body.RequireSome();
            JsonElement found = await ObjectFinder.FindPortAsync(invocation, invocation.Value(port)).ConfigureAwait(false);
            string path = Routes.Of(Routes.Ports, found.Text("id"));
            return await new Changer(invocation, change)
                .SendBasedAsync(path, HttpMethod.Patch, path, body, $"port {invocation.Value(port)}", "was changed").ConfigureAwait(false);
        });
    }
}

using System.CommandLine;
using System.Text.Json;
using Musubi.Cli.CommandLine;
using Musubi.Cli.Connection;
using Musubi.Cli.Output;

namespace Musubi.Cli.Commands;

internal static class LagCommands
{
    public static Command Make(CommandFactory factory) =>
        CommandFactory.Group("lag", "LAGs as they fare on each host; switch set --lag makes and changes them", List(factory), Show(factory));

    private static Command List(CommandFactory factory)
    {
        (Option<string?> owner, Option<string?> host) = Filters();
        return factory.Leaf("list", "List the members of LAGs, with their partners", [owner, host], async invocation =>
        {
            invocation.Output.List(Kinds.Lag, await FindAsync(invocation, owner, host, null).ConfigureAwait(false));
            return ExitCode.Done;
        });
    }

    private static Command Show(CommandFactory factory)
    {
        Argument<string> name = Symbols.Name("LAG", "Name");
        (Option<string?> owner, Option<string?> host) = Filters();
        return factory.Leaf("show", "Show all that is known of a LAG on each host", [name, owner, host], async invocation =>
        {
            List<JsonElement> found = await FindAsync(invocation, owner, host, invocation.Value(name)).ConfigureAwait(false);
            if (found.Count == 0)
            {
                throw new CliException(ExitCode.NotFound, ErrorText.Line("lag", invocation.Value(name), "no host has such a LAG"));
            }

            invocation.Output.Objects(found);
            return ExitCode.Done;
        });
    }

    private static (Option<string?> Switch, Option<string?> Host) Filters() =>
        (Symbols.Text("--switch", "Only LAGs of this switch", "SWITCH"), Symbols.Text("--host", "Only on this host", "HOST"));

    private static Task<List<JsonElement>> FindAsync(Invocation invocation, Option<string?> owner, Option<string?> host, string? name) =>
        invocation.ListAsync(Routes.Lags.With("switch", invocation.Value(owner)).With("host", invocation.Value(host)).With("name", name));
}

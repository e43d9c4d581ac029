using System.CommandLine;
using System.Text.Json;
using Musubi.Cli.CommandLine;
using Musubi.Cli.Connection;
using Musubi.Cli.Output;

namespace Musubi.Cli.Commands;

internal static class NicCommands
{
    public static Command Make(CommandFactory factory)
    {
        Option<string?> host = Symbols.Text("--host", "Only NICs of this host", "HOST");
        Command list = factory.Leaf("list", "List the physical NICs that hosts report", [host], async invocation =>
        {
            invocation.Output.List(Kinds.Nic, await invocation.ListAsync(Routes.Nics.With("host", invocation.Value(host))).ConfigureAwait(false));
            return ExitCode.Done;
        });
        Option<string?> near = Symbols.Text("--host", "Only NICs of this host", "HOST");
        Command neighbours = factory.Leaf("neighbours", "Show who is heard by LLDP or CDP at the other end of uplinks", [near], async invocation =>
        {
            List<JsonElement> nics = await invocation.ListAsync(Routes.Nics.With("host", invocation.Value(near))).ConfigureAwait(false);
            invocation.Output.List(Kinds.Neighbour, nics.FindAll(nic => nic.Items("neighbours").Any()));
            return ExitCode.Done;
        });
        return CommandFactory.Group("nic", "Physical NICs", list, neighbours);
    }
}

using System.CommandLine;
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
        return CommandFactory.Group("nic", "Physical NICs", list);
    }
}

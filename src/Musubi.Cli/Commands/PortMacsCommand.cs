using System.CommandLine;
using System.Text.Json;
using Musubi.Cli.CommandLine;
using Musubi.Cli.Connection;
using Musubi.Cli.Output;

namespace Musubi.Cli.Commands;

/// <summary>The MACs that were learned at a port.</summary>
internal static class PortMacsCommand
{
    private static readonly Column[] Columns = [Column.Field("MAC", "mac"), Column.Field("VLAN", "vlan") with { Right = true }];

    public static Command Make(CommandFactory factory)
    {
        Argument<string> port = PortCommands.PortArgument();
        return factory.Leaf("macs", "Show the MACs learned at a port, at most 256", [port], async invocation =>
        {
            JsonElement found = await ObjectFinder.FindPortAsync(invocation, invocation.Value(port)).ConfigureAwait(false);
            JsonElement macs = await invocation.GetAsync($"{Routes.Of(Routes.Ports, found.Text("id"))}/macs").ConfigureAwait(false);
            if (invocation.Output.ForPeople)
            {
                Show(invocation.Surroundings, macs);
            }
            else
            {
                invocation.Output.Object(macs);
            }

            return ExitCode.Done;
        });
    }

    private static void Show(Surroundings surroundings, JsonElement macs)
    {
        List<IReadOnlyList<string>> rows = [.. macs.Items("macs").Select(mac => (IReadOnlyList<string>)[mac.Text("mac"), mac.Text("vlan")])];
        surroundings.Out.WriteLine(SafeText.Of($"port {macs.Text("switch")}/{macs.Text("number")}: {rows.Count} of {macs.Number("count")} learned MACs"));
        if (rows.Count > 0)
        {
            TableWriter.Write(surroundings.Out, surroundings.Colours, Columns, rows);
        }
    }
}

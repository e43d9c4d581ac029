using System.CommandLine;
using System.Text.Json;
using Musubi.Cli.CommandLine;
using Musubi.Cli.Connection;
using Musubi.Cli.Output;

namespace Musubi.Cli.Commands;

/// <summary>The IP addresses of a port's guest: those it was given, and those it was seen to have.</summary>
internal static class PortAddressesCommand
{
    private static readonly Column[] Columns =
    [
        Column.Field("ADDRESS", "address"), Column.Field("KNOWN BY", "origin"), Column.Field("VLAN", "vlan") with { Right = true }, Column.Field("UNTIL", "expires"),
    ];

    public static Command Make(CommandFactory factory)
    {
        Argument<string> port = PortCommands.PortArgument();
        return factory.Leaf("addresses", "Show the IP addresses that a port's guest was given or seen to have", [port], async invocation =>
        {
            JsonElement found = await ObjectFinder.FindPortAsync(invocation, invocation.Value(port)).ConfigureAwait(false);
            JsonElement addresses = await invocation.GetAsync($"{Routes.Of(Routes.Ports, found.Text("id"))}/addresses").ConfigureAwait(false);
            if (invocation.Output.ForPeople)
            {
                Show(invocation.Surroundings, addresses);
            }
            else
            {
                invocation.Output.Object(addresses);
            }

            return ExitCode.Done;
        });
    }

    private static void Show(Surroundings surroundings, JsonElement addresses)
    {
        List<IReadOnlyList<string>> rows =
        [
            .. addresses.Items("configured").Select(address => (IReadOnlyList<string>)[address.Shown(), "configuration", "", ""]),
            .. addresses.Items("seen").Select(seen => (IReadOnlyList<string>)
                [seen.Text("address"), seen.Text("origin"), seen.Text("vlan"), seen.Text("expires") is { Length: > 0 } until ? Kinds.Time(until) : ""]),
        ];
        surroundings.Out.WriteLine(SafeText.Of($"port {addresses.Text("switch")}/{addresses.Text("number")}: spoof guard {addresses.Text("spoofGuard")}, {rows.Count} addresses"));
        if (rows.Count > 0)
        {
            TableWriter.Write(surroundings.Out, surroundings.Colours, Columns, rows);
        }
    }
}

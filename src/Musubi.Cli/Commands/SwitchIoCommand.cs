using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Musubi.Cli.CommandLine;
using Musubi.Cli.Connection;
using Musubi.Cli.Output;
using Musubi.Model.Validation;

namespace Musubi.Cli.Commands;

/// <summary>How the uplinks of a switch are shared: what each class of traffic may have and had, and what is reserved on each host.</summary>
internal static class SwitchIoCommand
{
    private static readonly Column[] Columns =
    [
        Column.Field("CLASS", ""),
        Column.Field("SHARES", "") with { Right = true },
        Column.Field("RESERVED", "") with { Right = true },
        Column.Field("LIMIT", "") with { Right = true },
        Column.Field("FRAMES", "") with { Right = true },
        Column.Field("BYTES", "") with { Right = true },
        Column.Field("DELAYED", "") with { Right = true },
        Column.Field("DROPPED", "") with { Right = true },
        Column.Field("HELD", "") with { Right = true },
    ];

    public static Command Make(CommandFactory factory)
    {
        Argument<string> name = Symbols.Name("SWITCH", "Name or id");
        Option<string?> host = Symbols.Text("--host", "Only this host", "HOST");
        Option<string?> uplink = Symbols.Text("--uplink", "Only this uplink", "UPLINK");
        Option<bool> all = new("--all") { Description = "Also classes that sent nothing" };
        return factory.Leaf("io", "Show how the uplinks of a switch are shared (I/O control)", [name, host, uplink, all], async invocation =>
        {
            string path = $"{Routes.Of(Routes.Switches, invocation.Value(name))}/io".With("host", invocation.Value(host));
            IReadOnlyList<JsonElement> hosts = [.. await invocation.ListAsync(path).ConfigureAwait(false)];
            if (invocation.Output.ForPeople)
            {
                foreach (JsonElement one in hosts)
                {
                    Show(invocation, one, invocation.Value(uplink), invocation.Value(all));
                }

                invocation.Surroundings.Out.Flush();
            }
            else
            {
                invocation.Output.List(new KindView("io", "hosts", path, []) { HasItems = false }, hosts);
            }

            return ExitCode.Done;
        });
    }

    private static void Show(Invocation invocation, JsonElement host, string? only, bool all)
    {
        TextWriter output = invocation.Surroundings.Out;
        output.WriteLine(SafeText.Of($"host {host.Text("host")}: vNICs have reserved {Rate(host, "reservedBitsPerSecond")} of {Rate(host, "reservableBitsPerSecond")}, {Rate(host, "freeBitsPerSecond")} are free"));
        foreach (JsonElement uplink in host.Items("uplinks").Where(one => only is null || one.Text("uplink") == only))
        {
            string capacity = uplink.Number("capacityBitsPerSecond") > 0 ? Rate(uplink, "capacityBitsPerSecond") : "nobody knows how much";
            output.WriteLine(SafeText.Of($"{uplink.Text("uplink")} ({uplink.Text("nic")}): carries {capacity}, traffic types have reserved {Rate(uplink, "reservedBitsPerSecond")}"));
            IReadOnlyList<string>[] rows = [.. uplink.Items("classes").Where(one => all || one.Number("frames") + one.Number("droppedFrames") > 0).Select(Row)];
            if (rows.Length > 0)
            {
                TableWriter.Write(output, invocation.Surroundings.Colours, Columns, rows);
            }
            else
            {
                output.WriteLine(uplink.Find("readAt") is null ? "not shared, or its host has not told yet" : "nothing was sent");
            }
        }
    }

    private static IReadOnlyList<string> Row(JsonElement one) =>
    [
        one.Text("name") is { Length: > 0 } name ? $"{one.Text("kind")} {name}" : one.Text("kind"),
        one.Number("shares") > 0 ? Number(one, "shares") : "",
        RateIf(one, "reservationBitsPerSecond"),
        RateIf(one, "limitBitsPerSecond"),
        Number(one, "frames"),
        Number(one, "bytes"),
        Number(one, "delayedFrames"),
        Number(one, "droppedFrames"),
        Number(one, "heldFrames"),
    ];

    private static string Rate(JsonElement at, string field) => RateText.Of(at.Number(field));

    private static string RateIf(JsonElement at, string field) => at.Number(field) is > 0 and var rate ? RateText.Of(rate) : "";

    private static string Number(JsonElement at, string field) => at.Number(field).ToString(CultureInfo.InvariantCulture);
}

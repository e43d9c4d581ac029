using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Musubi.Cli.CommandLine;
using Musubi.Cli.Connection;
using Musubi.Cli.Output;

namespace Musubi.Cli.Commands;

internal static class EventCommands
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public static Command Make(CommandFactory factory)
    {
        Option<long?> limit = Symbols.Number("--limit", "How many, the newest (100)", 1, 1000);
        Option<long?> after = Symbols.Number("--after", "Only events after this sequence number, the oldest of them first", 0, long.MaxValue);
        Option<string?> reason = Symbols.Text("--reason", "Only events with this reason, such as drift.repaired", "REASON");
        Option<string?> about = Symbols.Text("--object", "Only events about this object, such as \"portGroup web\"", "OBJECT");
        Option<string?> host = Symbols.Text("--host", "Only events on this host", "HOST");
        Option<string?> severity = Symbols.Choice("--severity", "Only events of this severity", "normal", "warning");
        Option<bool> follow = new("--follow", "-f") { Description = "Go on with events as they come" };
        Command list = factory.Leaf("list", "List what happened and who asked, oldest first", [limit, after, reason, about, host, severity, follow], invocation =>
        {
            string path = Routes.Events.With("reason", invocation.Value(reason)).With("object", invocation.Value(about))
                .With("host", invocation.Value(host)).With("severity", invocation.Value(severity))
                .With("limit", invocation.Value(limit)?.ToString(CultureInfo.InvariantCulture));
            return RunAsync(invocation, path, invocation.Value(after), invocation.Value(follow));
        });
        return CommandFactory.Group("event", "What happened and who asked", list);
    }

    private static async Task<ExitCode> RunAsync(Invocation invocation, string path, long? after, bool follow)
    {
        List<JsonElement> events = await ReadAsync(invocation, path, after).ConfigureAwait(false);
        if (!follow)
        {
            invocation.Output.List(Kinds.Event, events);
            return ExitCode.Done;
        }

        long last = after ?? 0;
        while (true)
        {
            foreach (JsonElement item in events)
            {
                invocation.Output.Next(item, Line(item));
                last = Math.Max(last, item.Number("sequence"));
            }

            await Task.Delay(Pause, invocation.Surroundings.Time, invocation.Cancellation).ConfigureAwait(false);
            events = await ReadAsync(invocation, path, last).ConfigureAwait(false);
        }
    }

    private static async Task<List<JsonElement>> ReadAsync(Invocation invocation, string path, long? after)
    {
        JsonElement page = await invocation.GetAsync(path.With("after", after?.ToString(CultureInfo.InvariantCulture))).ConfigureAwait(false);
        return [.. page.Items("items")];
    }

    private static string Line(JsonElement item)
    {
        string host = item.Text("host") is { Length: > 0 } name ? $" on {name}" : "";
        return $"{Kinds.Time(item.Text("time"))}  {item.Text("severity")}  {item.Text("reason")}  {item.Text("object")}{host}  {item.Text("message")}  ({item.Text("caller")})";
    }
}

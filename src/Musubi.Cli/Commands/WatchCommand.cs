using System.CommandLine;
using System.Text.Json;
using Musubi.Cli.CommandLine;
using Musubi.Cli.Connection;
using Musubi.Cli.Output;

namespace Musubi.Cli.Commands;

/// <summary>Changes as they come.</summary>
internal static class WatchCommand
{
    public static Command Make(CommandFactory factory)
    {
        Option<long?> from = Symbols.Number("--from", "Begin with what changed after this revision (the newest)", 0, long.MaxValue);
        Option<long?> count = Symbols.Number("--count", "End after this many messages", 1, long.MaxValue);
        return factory.Leaf("watch", "Show changes as they come", [from, count], async invocation =>
        {
            long start = invocation.Value(from) ?? await invocation.RevisionAsync().ConfigureAwait(false);
            long left = invocation.Value(count) ?? long.MaxValue;
            await foreach (ServerEvent message in invocation.Client.StreamAsync(Routes.Watch(start), invocation.Cancellation).ConfigureAwait(false))
            {
                if (message.Name == "open")
                {
                    continue;
                }

                Show(invocation, message);
                if (--left == 0)
                {
                    return ExitCode.Done;
                }
            }

            throw new CliException(ExitCode.Unreachable, $"{invocation.Client.Endpoint.Name} ended the stream", invocation.Client.Endpoint.GoesOnWithout);
        });
    }

    private static void Show(Invocation invocation, ServerEvent message)
    {
        JsonElement data = JsonElement.Parse(message.Data);
        if (!invocation.Output.ForPeople)
        {
            invocation.Output.Next(data, "");
            return;
        }

        string revision = data.Text("revision");
        if (message.Name == "resync")
        {
            invocation.Output.Next(data, $"{revision}  resync: changes before this revision are no longer kept; list anew");
        }

        foreach (JsonElement change in data.Items("changes"))
        {
            invocation.Output.Next(change, $"{revision}  {change.Text("action")}  {change.Text("kind")} {NameOf(change)}");
        }
    }

    private static string NameOf(JsonElement change) =>
        change.Text("resource.name") is { Length: > 0 } name ? name
        : change.Text("resource.number") is { Length: > 0 } number ? $"{change.Text("resource.switch")}/{number}"
        : change.Text("id");
}

using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Musubi.Cli.CommandLine;
using Musubi.Cli.Connection;
using Musubi.Cli.Output;

namespace Musubi.Cli.Commands;

/// <summary>Counters of a port, once or again and again with what they grew by.</summary>
internal static class PortStatsCommand
{
    private const int MaxRounds = 1_000_000;

    public static Command Make(CommandFactory factory)
    {
        Argument<string> port = PortCommands.PortArgument();
        Option<bool> all = new("--all") { Description = "Also counters that are 0" };
        Option<long?> watch = Symbols.Number("--watch", "Read again every N seconds", 1, 3600);
        Option<long?> count = Symbols.Number("--count", "Read this many times, then end", 1, MaxRounds);
        return factory.Leaf("stats", "Show a port's counters; rx is what came from the VM into the switch", [port, all, watch, count], async invocation =>
        {
            JsonElement found = await ObjectFinder.FindPortAsync(invocation, invocation.Value(port)).ConfigureAwait(false);
            string path = $"{Routes.Of(Routes.Ports, found.Text("id"))}/stats";
            long rounds = invocation.Value(count) ?? (invocation.Value(watch) is null ? 1 : MaxRounds);
            TimeSpan pause = TimeSpan.FromSeconds(invocation.Value(watch) ?? 1);
            JsonElement before = default;
            for (long round = 0; round < rounds; round++)
            {
                if (round > 0)
                {
                    await Task.Delay(pause, invocation.Surroundings.Time, invocation.Cancellation).ConfigureAwait(false);
                }

                JsonElement now = await invocation.GetAsync(path).ConfigureAwait(false);
                Show(invocation, now, before, invocation.Value(all), isStream: rounds > 1);
                before = now;
            }

            return ExitCode.Done;
        });
    }

    private static void Show(Invocation invocation, JsonElement now, JsonElement before, bool all, bool isStream)
    {
        if (!invocation.Output.ForPeople)
        {
            if (isStream)
            {
                invocation.Output.Next(now, "");
            }
            else
            {
                invocation.Output.Object(now);
            }

            return;
        }

        bool grows = before.ValueKind == JsonValueKind.Object && before.Number("incarnation") == now.Number("incarnation");
        Column[] columns = [Column.Field("COUNTER", ""), Column.Field("VALUE", "") with { Right = true }, Column.Field("SINCE LAST", "") with { Right = true }];
        List<IReadOnlyList<string>> rows = [];
        JsonElement? former = grows ? before.Find("counters") : null;
        foreach (JsonProperty counter in now.Find("counters")?.EnumerateObject().ToArray() ?? [])
        {
            if (all || counter.Value.Shown() != "0")
            {
                rows.Add([counter.Name, counter.Value.Shown(), Growth(former, counter)]);
            }
        }

        TextWriter output = invocation.Surroundings.Out;
        output.WriteLine(SafeText.Of($"port {now.Text("switch")}/{now.Text("number")}{(now.Text("readAt") is { Length: > 0 } at ? $" at {Kinds.Time(at)}" : "")}"));
        if (rows.Count > 0)
        {
            TableWriter.Write(output, invocation.Surroundings.Colours, columns, rows);
        }
        else
        {
            output.WriteLine(now.Find("readAt") is null ? "no counters: nothing is connected, or its host has not told yet" : "every counter is 0");
        }

        output.Flush();
    }

    private static string Growth(JsonElement? former, JsonProperty counter) =>
        former is { } known && known.TryGetProperty(counter.Name, out JsonElement old)
        && counter.Value.TryGetUInt64(out ulong now) && old.TryGetUInt64(out ulong then) && now >= then
            ? "+" + (now - then).ToString(CultureInfo.InvariantCulture)
            : "";
}

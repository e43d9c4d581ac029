using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Musubi.Cli.CommandLine;
using Musubi.Cli.Connection;
using Musubi.Cli.Output;

namespace Musubi.Cli.Commands;

/// <summary>Whether all hosts run the newest revision, and which do not.</summary>
internal static class StatusCommand
{
    private static readonly Column[] Columns =
    [
        Column.Field("HOST", "host"),
        Column.Field("STATE", "state") with { State = true },
        Column.Field("RUNS REVISION", "acknowledged") with { Right = true },
        Column.Field("REASON", "reason"),
        Column.Of("OBJECTS NOT AS WANTED", row => string.Join("; ", row.Items("objects").Select(o => $"{o.Text("object")}: {o.Text("reason")}"))),
    ];

    public static Command Make(CommandFactory factory) => factory.Leaf("status", "Show whether all hosts run the newest revision", [], async invocation =>
    {
        long revision = await invocation.RevisionAsync().ConfigureAwait(false);
        JsonElement status = await invocation.GetAsync(Routes.Revision(revision)).ConfigureAwait(false);
        JsonElement? local = invocation.IsLocal ? await invocation.GetAsync(Routes.Local).ConfigureAwait(false) : null;
        if (invocation.Output.ForPeople)
        {
            Show(invocation, status, local);
        }
        else
        {
            JsonObject all = new() { ["server"] = invocation.Client.Endpoint.Name, ["inventory"] = JsonNode.Parse(status.GetRawText()) };
            all.AddIf("local", local is { } known ? JsonNode.Parse(known.GetRawText()) : null);
            invocation.Output.Object(JsonElement.Parse(all.ToJsonString()));
        }

        return ExitCode.Done;
    });

    private static void Show(Invocation invocation, JsonElement status, JsonElement? local)
    {
        (TextWriter output, bool colours) = (invocation.Surroundings.Out, invocation.Surroundings.Colours);
        int hosts = status.Items("hosts").Count();
        int done = status.Items("hosts").Count(h => h.Text("state") == "done");
        List<(string, string)> pairs =
        [
            ("server", invocation.Client.Endpoint.Name),
            ("revision", status.Text("revision")),
            ("runs on", string.Create(CultureInfo.InvariantCulture, $"{done} of {hosts} hosts")),
        ];
        if (local is { } host)
        {
            bool joined = host.Text("controller").Length > 0;
            pairs.Add(("host", host.Text("name")));
            pairs.Add(("data plane", host.Flag("switchRunning") ? "running" : "stopped"));
            pairs.Add(("fabric", !joined ? "none" : $"{host.Text("controller")}, {(host.Flag("connected") ? "connected" : "disconnected")}, runs its revision {host.Text("fabricRevision")}"));
        }

        TableWriter.WritePairs(output, colours, pairs);
        if (hosts > 0)
        {
            output.WriteLine();
            TableWriter.Write(output, colours, Columns,
                status.Items("hosts").Select(h => (IReadOnlyList<string>)[.. Columns.Select(c => c.Read(h, status))]));
        }
    }
}

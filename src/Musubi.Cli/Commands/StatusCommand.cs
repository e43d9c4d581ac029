using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Musubi.Cli.CommandLine;
using Musubi.Cli.Connection;
using Musubi.Cli.Output;

namespace Musubi.Cli.Commands;

/// <summary>Whether all hosts run the newest revision, and which do not; of an agent, also how its uplinks' frames come and go.</summary>
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

    private static readonly Column[] UndoneColumns =
    [
        Column.Field("UNDONE BY HOST", "host"),
        Column.Of("AT", row => Kinds.Time(row.Text("rollback.at"))),
        Column.Field("REVISION", "rollback.fromRevision") with { Right = true },
        Column.Field("BACK TO", "rollback.toRevision") with { Right = true },
        Column.Of("HELD BACK", row => string.Join(", ", row.Items("rollback.objects").Select(one => one.Shown()))),
        Column.Of("TRY AGAIN", row => $"musubi host retry {row.Text("host")}"),
    ];

    private static readonly Column[] UplinkColumns =
    [
        Column.Field("NIC", "name"),
        Column.Field("UPLINK", "uplink"),
        Column.Of("LINK", row => row.Flag("linkUp") ? "up" : "down") with { State = true },
        Column.Of("STATE", row => Kinds.UplinkState(row.Text("uplinkState"))) with { State = true },
        Column.Field("PATH", "uplinkPath"),
    ];

    public static Command Make(CommandFactory factory) => factory.Leaf("status", "Show whether all hosts run the newest revision", [], async invocation =>
    {
        long revision = await invocation.RevisionAsync().ConfigureAwait(false);
        JsonElement status = await invocation.GetAsync(Routes.Revision(revision)).ConfigureAwait(false);
        JsonElement? local = invocation.IsLocal ? await invocation.GetAsync(Routes.Local).ConfigureAwait(false) : null;
        IReadOnlyList<JsonElement> uplinks = invocation.IsLocal ? await UplinksAsync(invocation).ConfigureAwait(false) : [];
        if (invocation.Output.ForPeople)
        {
            Show(invocation, status, local, uplinks);
        }
        else
        {
            JsonObject all = new() { ["server"] = invocation.Client.Endpoint.Name, ["inventory"] = JsonNode.Parse(status.GetRawText()) };
            all.AddIf("local", local is { } known ? JsonNode.Parse(known.GetRawText()) : null);
            all.AddIf("uplinks", invocation.IsLocal ? new JsonArray([.. uplinks.Select(nic => JsonNode.Parse(nic.GetRawText()))]) : null);
            invocation.Output.Object(JsonElement.Parse(all.ToJsonString()));
        }

        return ExitCode.Done;
    });

    /// <summary>The NICs of this host that carry frames, and in which way they do.</summary>
    private static async Task<IReadOnlyList<JsonElement>> UplinksAsync(Invocation invocation) =>
        [.. (await invocation.ListAsync(Routes.Nics).ConfigureAwait(false)).Where(nic => nic.Text("uplinkPath").Length > 0)];

    private static void Show(Invocation invocation, JsonElement status, JsonElement? local, IReadOnlyList<JsonElement> uplinks)
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
            if (host.Find("undoneInSeconds") is not null)
            {
                pairs.Add(("on trial", $"a change of the way to the controller; undone in {host.Text("undoneInSeconds")} s unless that is reached"));
            }

            pairs.Add(("fabric", !joined ? "none" : $"{host.Text("controller")}, {(host.Flag("connected") ? "connected" : "disconnected")}, runs its revision {host.Text("fabricRevision")}"));
        }

        TableWriter.WritePairs(output, colours, pairs);
        Table(Columns, [.. status.Items("hosts")]);
        Table(UndoneColumns, [.. status.Items("hosts").Where(row => row.Find("rollback") is not null)]);
        Table(UplinkColumns, uplinks);

        void Table(Column[] columns, IReadOnlyList<JsonElement> rows)
        {
            if (rows.Count > 0)
            {
                output.WriteLine();
                TableWriter.Write(output, colours, columns, rows.Select(row => (IReadOnlyList<string>)[.. columns.Select(column => column.Read(row, status))]));
            }
        }
    }
}

using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Musubi.Cli.Connection;
using Musubi.Cli.Output;

namespace Musubi.Cli.CommandLine;

/// <summary>Makes one change: sends it, says what it did, and waits for it where that was asked.</summary>
internal sealed class Changer(Invocation invocation, ChangeOptions options)
{
    /// <summary>Names a field of the request by where it stands in the user's own file.</summary>
    public Func<string, string>? Locate { get; init; }

    /// <summary>Show every field that changed, also of a change that is made.</summary>
    public bool ShowDifferences { get; init; }

    /// <summary>Shows what else a change tells, to people, before what it did is said.</summary>
    public Action<JsonElement>? Told { get; init; }

    /// <summary>What is still to be said when the change is stored, before it is waited for; not called for dry runs.</summary>
    public Func<Task>? Stored { get; init; }

    /// <summary>Creates, or replaces whatever is there.</summary>
    public Task<ExitCode> SendAsync(HttpMethod method, string path, JsonNode? body, string subject, string done) =>
        SendAsync(new ApiRequest(method, DryRun(path), body, IfMatch: null, Locate), subject, done);

    /// <summary>Changes an object that exists, based on its revision: the one given by --revision, or the present one.</summary>
    /// <param name="show">The route that shows the object.</param>
    /// <param name="method">How to change it.</param>
    /// <param name="path">The route that changes it.</param>
    /// <param name="body">The change; null for none.</param>
    public async Task<ExitCode> SendBasedAsync(string show, HttpMethod method, string path, JsonNode? body, string subject, string done)
    {
        long revision = invocation.Value(options.Revision)
            ?? (await invocation.GetAsync(show).ConfigureAwait(false)).Number("revision");
        return await SendBasedAsync(revision, method, path, body, subject, done).ConfigureAwait(false);
    }

    /// <summary>The same of an object that was read already, for a change that was made of what it was.</summary>
    /// <param name="read">The revision at which it was read.</param>
    public Task<ExitCode> SendBasedAsync(long read, HttpMethod method, string path, JsonNode? body, string subject, string done)
    {
        string match = string.Create(CultureInfo.InvariantCulture, $"\"{invocation.Value(options.Revision) ?? read}\"");
        return SendAsync(new ApiRequest(method, DryRun(path), body, match, Locate), subject, done);
    }

    private async Task<ExitCode> SendAsync(ApiRequest request, string subject, string done)
    {
        JsonElement change = await invocation.Client.SendAsync(request, invocation.Cancellation).ConfigureAwait(false);
        long revision = change.Number("revision");
        Warn(change);
        if (invocation.Output.ForPeople)
        {
            Tell(change, subject, done, revision);
        }
        else
        {
            invocation.Output.Object(change);
        }

        if (change.Flag("dryRun"))
        {
            return ExitCode.Done;
        }

        if (Stored is not null)
        {
            await Stored().ConfigureAwait(false);
        }

        await invocation.Surroundings.Out.FlushAsync(invocation.Cancellation).ConfigureAwait(false);
        return !invocation.Value(options.Wait) ? ExitCode.Done : await new RevisionWaiter(invocation).WaitAsync(revision, invocation.Value(options.Timeout)).ConfigureAwait(false);
    }

    private void Tell(JsonElement change, string subject, string done, long revision)
    {
        Told?.Invoke(change);
        if (change.Flag("dryRun") || (ShowDifferences && change.Flag("changed")))
        {
            DifferenceWriter.Write(invocation.Surroundings, change);
        }

        if (change.Flag("dryRun"))
        {
            return;
        }

        if (change.Flag("changed"))
        {
            invocation.Output.Say(string.Create(CultureInfo.InvariantCulture, $"{subject} {done} (revision {revision})"));
        }
        else
        {
            invocation.Output.Say($"{subject} is already so; nothing was changed");
        }
    }

    /// <summary>On the error output, so that what is read by programs stays as it is.</summary>
    private void Warn(JsonElement change)
    {
        foreach (JsonElement warning in change.Items("warnings"))
        {
            string field = warning.Text("field");
            invocation.Surroundings.Error.WriteLine($"warning: {ErrorText.Line(Locate?.Invoke(field) ?? field, warning.Text("value"), warning.Text("rule"))}");
        }
    }

    private string DryRun(string path) => invocation.Value(options.DryRun) ? path.With("dryRun", "true") : path;
}

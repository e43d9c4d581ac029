using System.Globalization;
using System.Text.Json;
using Musubi.Cli.Connection;
using Musubi.Cli.Output;

namespace Musubi.Cli.CommandLine;

/// <summary>Waits until every host runs a revision.</summary>
internal sealed class RevisionWaiter(Invocation invocation)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(500);

    /// <summary>Done, or NotRunning after naming each host that does not run it, and why.</summary>
    public async Task<ExitCode> WaitAsync(long revision, TimeSpan timeout)
    {
        TimeProvider time = invocation.Surroundings.Time;
        long started = time.GetTimestamp();
        TimeSpan pause = FirstPause;
        while (true)
        {
            (JsonElement status, CliException? away) = await AskAsync(revision).ConfigureAwait(false);
            if (status.ValueKind == JsonValueKind.Object && status.Flag("done"))
            {
                SayDone(status, revision);
                return ExitCode.Done;
            }

            TimeSpan left = timeout - time.GetElapsedTime(started);
            if (left <= TimeSpan.Zero)
            {
                Explain(status, away, revision, timeout);
                return away?.Code ?? ExitCode.NotRunning;
            }

            await Task.Delay(left < pause ? left : pause, time, invocation.Cancellation).ConfigureAwait(false);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    /// <summary>A server that is away for a moment, such as for a restart, is asked again.</summary>
    private async Task<(JsonElement Status, CliException? Away)> AskAsync(long revision)
    {
        try
        {
            return (await invocation.GetAsync(Routes.Revision(revision)).ConfigureAwait(false), null);
        }
        catch (CliException error) when (error.Code == ExitCode.Unreachable)
        {
            return (default, error);
        }
    }

    private void SayDone(JsonElement status, long revision)
    {
        string where = status.Items("hosts").Count() switch
        {
            0 => "is stored; there is no host yet to run it",
            1 => "runs on its host",
            var hosts => string.Create(CultureInfo.InvariantCulture, $"runs on all {hosts} hosts"),
        };
        invocation.Output.Say(string.Create(CultureInfo.InvariantCulture, $"revision {revision} {where}"));
    }

    private void Explain(JsonElement status, CliException? away, long revision, TimeSpan timeout)
    {
        TextWriter error = invocation.Surroundings.Error;
        if (away is not null)
        {
            error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"revision {revision} is stored, but where it runs is not known:"));
            foreach (string line in away.Lines)
            {
                error.WriteLine(SafeText.Of(line));
            }

            return;
        }

        error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"revision {revision} is stored, but after {timeout.TotalSeconds:0.###} s it does not run everywhere:"));
        foreach (JsonElement host in status.Items("hosts").Where(h => h.Text("state") != "done"))
        {
            string reason = host.Text("reason") is { Length: > 0 } given ? $": {given}" : "";
            string line = $"host {host.Text("host")}: {host.Text("state")}{reason} (runs revision {host.Text("acknowledged")})";
            error.WriteLine(SafeText.Of(line));
            foreach (JsonElement item in host.Items("objects"))
            {
                error.WriteLine(SafeText.Of($"host {host.Text("host")}: {item.Text("object")}: {item.Text("state")}: {item.Text("reason")}"));
            }
        }
    }
}

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
            JsonElement status = await invocation.GetAsync(Routes.Revision(revision)).ConfigureAwait(false);
            if (status.Flag("done"))
            {
                int hosts = status.Items("hosts").Count();
                invocation.Output.Say(string.Create(CultureInfo.InvariantCulture, $"revision {revision} runs on {(hosts == 1 ? "its host" : $"all {hosts} hosts")}"));
                return ExitCode.Done;
            }

            TimeSpan left = timeout - time.GetElapsedTime(started);
            if (left <= TimeSpan.Zero)
            {
                Explain(status, revision, timeout);
                return ExitCode.NotRunning;
            }

            await Task.Delay(left < pause ? left : pause, time, invocation.Cancellation).ConfigureAwait(false);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private void Explain(JsonElement status, long revision, TimeSpan timeout)
    {
        TextWriter error = invocation.Surroundings.Error;
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

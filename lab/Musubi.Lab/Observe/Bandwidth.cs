using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Musubi.Lab.Processes;
using Musubi.Lab.Topology;

namespace Musubi.Lab.Observe;

/// <summary>TCP streams by iperf3 between two places.</summary>
internal static class Bandwidth
{
    /// <summary>Runs a stream to its end.</summary>
    /// <param name="megabits">Rate to hold, or 0 for as much as goes.</param>
    /// <param name="skipSeconds">At its beginning, before what is measured: until it has found its rate.</param>
    public static async Task<BandwidthResult> MeasureAsync(
        Datacenter datacenter, string client, string server, string address, int seconds, int megabits = 0, int port = 5201, int skipSeconds = 0)
    {
        using Process listener = datacenter.Start(server, ["iperf3", "-s", "-1", "-p", $"{port}", "--forceflush"]);
        try
        {
            await WaitForListenerAsync(listener, server);
            CommandResult result = await datacenter.RunAsync(
                client,
                ["iperf3", "-J", "-c", address, "-p", $"{port}", "-t", $"{seconds}", "-O", $"{skipSeconds}", "-b", megabits == 0 ? "0" : $"{megabits}M"],
                TimeSpan.FromSeconds(skipSeconds + seconds + 30));
            return Parse(result);
        }
        finally
        {
            if (!listener.HasExited)
            {
                listener.Kill();
            }
        }
    }

    private static async Task WaitForListenerAsync(Process listener, string place)
    {
        while (await listener.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.Contains("listening", StringComparison.OrdinalIgnoreCase))
            {
                _ = listener.StandardOutput.ReadToEndAsync();
                return;
            }
        }

        throw new LabException($"iperf3 does not listen in {place}: {await listener.StandardError.ReadToEndAsync()}");
    }

    private static BandwidthResult Parse(CommandResult result)
    {
        try
        {
            using JsonDocument report = JsonDocument.Parse(result.Output);
            if (report.RootElement.TryGetProperty("error", out JsonElement error))
            {
                return new BandwidthResult(0, 0, 0, error.GetString() ?? "iperf3 failed");
            }

            JsonElement received = report.RootElement.GetProperty("end").GetProperty("sum_received");
            int still = report.RootElement.GetProperty("intervals").EnumerateArray().Count(interval => interval.GetProperty("sum").GetProperty("bytes").GetInt64() == 0);
            return new BandwidthResult(received.GetProperty("bits_per_second").GetDouble() / 1e9, received.GetProperty("bytes").GetInt64(), still, null)
            {
                SegmentBytes = report.RootElement.GetProperty("start").GetProperty("tcp_mss_default").GetInt32(),
            };
        }
        catch (JsonException)
        {
            return new BandwidthResult(0, 0, 0, result.Said.Length > 0 ? result.Said : string.Create(CultureInfo.InvariantCulture, $"iperf3 ended with {result.ExitCode}"));
        }
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Musubi.Switch.Tests.Control.Testbed;

/// <summary>A ping that runs while something else happens.</summary>
internal sealed partial class Pinging : IDisposable
{
    public const int IntervalMilliseconds = 10;

    private readonly Process _process;

    public Pinging(Vm from, string address) =>
        _process = Command.Start("ip", "netns", "exec", from.Namespace.Name, "ping", "-i", "0.01", "-W", "1", address);

    /// <summary>Ends it; how many were sent and how many came back.</summary>
    public (int Sent, int Received) Stop()
    {
        Command.Run("kill", "-INT", $"{_process.Id}");
        string output = _process.StandardOutput.ReadToEnd();
        _process.WaitForExit();
        Match totals = Totals().Match(output);
        Assert.True(totals.Success, output);
        return (int.Parse(totals.Groups[1].Value, CultureInfo.InvariantCulture), int.Parse(totals.Groups[2].Value, CultureInfo.InvariantCulture));
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    [GeneratedRegex(@"(\d+) packets transmitted, (\d+) received")]
    private static partial Regex Totals();
}

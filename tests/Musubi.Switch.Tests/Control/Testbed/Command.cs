using System.Diagnostics;

namespace Musubi.Switch.Tests.Control.Testbed;

/// <summary>Programs of the machine (ip, ping), run to their end.</summary>
internal static class Command
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>What it wrote; a failure fails the test with both outputs.</summary>
    public static string Run(params string[] words)
    {
        (int code, string output) = TryRun(words);
        Assert.True(code == 0, $"{string.Join(' ', words)} ended with {code}: {output}");
        return output;
    }

    public static (int Code, string Output) TryRun(params string[] words)
    {
        using Process process = Start(words);
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        if (!process.WaitForExit(Limit))
        {
            process.Kill();
            Assert.Fail($"{string.Join(' ', words)} did not end within {Limit.TotalSeconds} s");
        }

        return (process.ExitCode, output + errors.GetAwaiter().GetResult());
    }

    public static Process Start(params string[] words) =>
        Process.Start(new ProcessStartInfo(words[0], words[1..]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
}

using System.Diagnostics;

namespace Musubi.Lab.Processes;

/// <summary>Runs programs of this machine.</summary>
internal static class Shell
{
    private static readonly TimeSpan DefaultLimit = TimeSpan.FromSeconds(60);

    /// <summary>Runs a command to its end and returns what it said. It is killed, with what it started, at the limit (60 s unless told).</summary>
    public static async Task<CommandResult> RunAsync(
        IReadOnlyList<string> command, string? input = null, TimeSpan? limit = null, IReadOnlyDictionary<string, string>? environment = null, CancellationToken cancellation = default)
    {
        using Process process = Start(command, environment, redirectInput: true);
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timer.CancelAfter(limit ?? DefaultLimit);
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(timer.Token);
            Task<string> error = process.StandardError.ReadToEndAsync(timer.Token);
            await FeedAsync(process, input, timer.Token);
            await process.WaitForExitAsync(timer.Token);
            return new CommandResult(process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancellation.ThrowIfCancellationRequested();
            return new CommandResult(124, "", $"no end within {(limit ?? DefaultLimit).TotalSeconds:0.#} s: {string.Join(' ', command)}");
        }
    }

    /// <summary>As <see cref="RunAsync"/>, but a failure is an exception that shows the command and what it said.</summary>
    public static async Task<string> MustAsync(IReadOnlyList<string> command, string? input = null, TimeSpan? limit = null, CancellationToken cancellation = default)
    {
        CommandResult result = await RunAsync(command, input, limit, cancellation: cancellation);
        return result.Succeeded ? result.Output : throw new LabException($"`{string.Join(' ', command)}` failed ({result.ExitCode}): {result.Said}");
    }

    /// <summary>Starts a command with its output to be read by the caller, who also disposes it.</summary>
    public static Process Start(IReadOnlyList<string> command, IReadOnlyDictionary<string, string>? environment = null, bool redirectInput = false)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = redirectInput,
        };
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return Process.Start(start) ?? throw new LabException($"could not start {command[0]}");
    }

    private static async Task FeedAsync(Process process, string? input, CancellationToken cancellation)
    {
        try
        {
            if (input is not null)
            {
                await process.StandardInput.WriteAsync(input.AsMemory(), cancellation);
            }

            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The command ended without reading all of it; its exit code tells the rest.
        }
    }
}

using System.Diagnostics;

namespace Musubi.Controller.Tests.Edge;

/// <summary>The controller as a child process, to be killed at any moment.</summary>
internal sealed class ControllerProcess : IDisposable
{
    private readonly Process _process;

    private ControllerProcess(Process process) => _process = process;

    public static ControllerProcess Start(string data)
    {
        ProcessStartInfo start = new("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string argument in new[] { typeof(ControllerOptions).Assembly.Location, "--data", data, "--api", "127.0.0.1:0", "--fabric", "127.0.0.1:0" })
        {
            start.ArgumentList.Add(argument);
        }

        return new ControllerProcess(Process.Start(start)!);
    }

    /// <summary>Waits for its line that it listens.</summary>
    public async Task ReadyAsync()
    {
        string? line = await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Contains("REST on", line, StringComparison.Ordinal);
    }

    /// <summary>SIGKILL, and the end of the process.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>Waits for its own end.</summary>
    public async Task<(int Code, string Errors)> EndAsync()
    {
        string errors = await _process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60));
        return (_process.ExitCode, errors);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        _process.Dispose();
    }
}

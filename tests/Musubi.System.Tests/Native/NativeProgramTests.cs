using System.Diagnostics;
using Musubi.Io.Tests.Support;
using Musubi.Lab;
using Musubi.Lab.Processes;

namespace Musubi.SystemTests.Native;

/// <summary>The data plane as it ships: one native program whose failures and threads can still be read.</summary>
public sealed class NativeProgramTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();
    private readonly string _program = Installation.Program("musubi-switch");

    [Fact]
    public async Task A_failure_that_nobody_expected_ends_with_the_names_of_the_methods_it_passed()
    {
        // With no descriptor left for it, the console cannot be opened to say that the folder cannot be served.
        CommandResult result = await Shell.RunAsync(["prlimit", "--nofile=8", _program, "--run", _folder.Path], limit: Limit, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(134, result.ExitCode);
        Assert.Contains("Unhandled exception.", result.Error, StringComparison.Ordinal);
        Assert.Contains("   at Musubi.Switch.Control.Log.", result.Error, StringComparison.Ordinal);
        Assert.Contains("   at Musubi.Switch.Control.SwitchProgram.Run(Options, TimeProvider)", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_debugger_shows_methods_files_and_lines_of_every_thread_of_ours()
    {
        using Process running = Shell.Start([_program, "--run", _folder.Path]);
        try
        {
            Task<string?> listening = running.StandardError.ReadLineAsync(TestContext.Current.CancellationToken).AsTask();
            Assert.Contains("event=listening", await listening.WaitAsync(Limit, TestContext.Current.CancellationToken), StringComparison.Ordinal);
            CommandResult result = await Shell.RunAsync(["gdb", "-nx", "-batch", "-p", $"{running.Id}", "-ex", "thread apply all backtrace"], limit: Limit, cancellation: TestContext.Current.CancellationToken);
            string[] lines = result.Output.Split('\n');
            AssertShown(lines, "Musubi_Switch_Runtime_Worker__Run", "src/Musubi.Switch/Runtime/Worker.cs:");
            AssertShown(lines, "Musubi_Switch_Control_ControlThread__Run", "src/Musubi.Switch/Control/ControlThread.cs:");
            Assert.Contains(lines, line => line.Contains("\"worker-0\"", StringComparison.Ordinal));
        }
        finally
        {
            running.Kill();
            await running.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
    }

    public void Dispose() => _folder.Dispose();

    private static void AssertShown(string[] lines, string method, string place) => Assert.Contains(
        lines, line => line.Contains(method, StringComparison.Ordinal) && line.Contains(place, StringComparison.Ordinal));
}

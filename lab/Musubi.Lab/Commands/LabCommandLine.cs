using System.CommandLine;
using System.ComponentModel;

namespace Musubi.Lab.Commands;

/// <summary>The commands of musubi-lab, as `./dev lab` and `./dev demo` pass them on.</summary>
internal static class LabCommandLine
{
    /// <summary>After Ctrl-C the demo still takes its lab down.</summary>
    private static readonly InvocationConfiguration Invocation = new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(60) };

    public static async Task<int> RunAsync(string[] arguments)
    {
        var root = new RootCommand("A datacenter on one machine: hosts, VMs, a physical network. docs/lab.md says what is in it.")
        {
            UpCommand.Create(), DownCommand.Create(), StatusCommand.Create(), ExecCommand.Create(), CheckCommand.Create(), DemoCommand.Create(),
            SuperviseCommand.Create(), SendFrameCommand.Create(),
        };
        foreach (Command command in ProcessCommands.Create())
        {
            root.Add(command);
        }

        try
        {
            return await root.Parse(arguments).InvokeAsync(Invocation);
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("interrupted; `./dev lab down` cleans up");
            return 130;
        }
        catch (Exception e) when (e is LabException or IOException or UnauthorizedAccessException or Win32Exception)
        {
            await Console.Error.WriteLineAsync($"error: {e.Message}");
            return 1;
        }
    }
}

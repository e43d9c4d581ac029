using System.CommandLine;
using System.Runtime.InteropServices;
using Musubi.Lab.Processes;
using Musubi.Lab.Topology;

namespace Musubi.Lab.Commands;

/// <summary>musubi-lab supervise: the process that `up` leaves behind.</summary>
internal static class SuperviseCommand
{
    public static Command Create()
    {
        Option<string> lab = LabOption.Lab();
        var command = new Command("supervise", "Keep the lab's processes running (started by `up`)") { lab };
        command.Hidden = true;
        command.SetAction((result, cancellation) => RunAsync(new LabLayout(new LabOptions { Name = result.GetValue(lab)! }), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(LabLayout layout, CancellationToken cancellation)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        // Children of a process that ignores SIGHUP are not told of a terminal that closes either.
        using PosixSignalRegistration hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => context.Cancel = true);
        using var supervisor = new Supervisor(layout.StateFolder);
        await supervisor.ServeAsync(ending.Token);
        return 0;
    }
}

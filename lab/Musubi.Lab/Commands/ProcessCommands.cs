using System.CommandLine;
using Musubi.Lab.Processes;
using Musubi.Lab.Topology;

namespace Musubi.Lab.Commands;

/// <summary>lab kill, start, pause and resume.</summary>
internal static class ProcessCommands
{
    public static IEnumerable<Command> Create() =>
    [
        Simple("start", "Start a process that was killed with --stay-dead", (client, name) => client.StartAsync(name)),
        Simple("pause", "Stop a process where it stands (SIGSTOP)", (client, name) => client.PauseAsync(name)),
        Simple("resume", "Let a paused process go on (SIGCONT)", (client, name) => client.ResumeAsync(name)),
        Kill(),
    ];

    private static Command Simple(string verb, string description, Func<SupervisorClient, string, Task> act)
    {
        Option<string> lab = LabOption.Lab();
        Argument<string> process = ProcessName();
        var command = new Command(verb, description) { lab, process };
        command.SetAction(async (result, _) =>
        {
            await act(Datacenter.Open(result.GetValue(lab)!).Processes, result.GetValue(process)!);
            return 0;
        });
        return command;
    }

    private static Command Kill()
    {
        Option<string> lab = LabOption.Lab();
        Argument<string> process = ProcessName();
        var stayDead = new Option<bool>("--stay-dead") { Description = "Do not start it again until `lab start`" };
        var command = new Command("kill", "Kill a process (SIGKILL); it is started again at once") { lab, process, stayDead };
        command.SetAction(async (result, _) =>
        {
            await Datacenter.Open(result.GetValue(lab)!).Processes.KillAsync(result.GetValue(process)!, result.GetValue(stayDead));
            return 0;
        });
        return command;
    }

    private static Argument<string> ProcessName() => new("process") { Description = "Such as controller, h1-switch, h1-host: see `lab status`" };
}

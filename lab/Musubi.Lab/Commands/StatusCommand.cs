using System.CommandLine;
using Musubi.Lab.Processes;
using Musubi.Lab.Topology;

namespace Musubi.Lab.Commands;

/// <summary>lab status.</summary>
internal static class StatusCommand
{
    public static Command Create()
    {
        Option<string> lab = LabOption.Lab();
        var command = new Command("status", "What runs, and where") { lab };
        command.SetAction((result, _) => RunAsync(result.GetValue(lab)!));
        return command;
    }

    private static async Task<int> RunAsync(string name)
    {
        IReadOnlyList<string> spaces = await Remover.NamespacesAsync(name);
        if (spaces.Count == 0)
        {
            Console.WriteLine($"the lab '{name}' is not up");
            return 0;
        }

        Console.WriteLine($"namespaces: {string.Join(' ', spaces.Order(StringComparer.Ordinal))}");
        Datacenter datacenter = Datacenter.Open(name);
        Console.WriteLine($"state:      {datacenter.Layout.StateFolder}");
        if (PagesDoor.Find(datacenter) is { } pages)
        {
            Console.WriteLine($"pages:      {pages.Address}");
        }

        Console.WriteLine();
        Console.WriteLine($"{"PROCESS",-16} {"PID",8} {"STARTS",7}  STATE");
        foreach (ProcessStatus process in await datacenter.Processes.StatusAsync())
        {
            Console.WriteLine($"{process.Name,-16} {process.Id,8} {process.Starts,7}  {StateOf(process)}");
        }

        return 0;
    }

    private static string StateOf(ProcessStatus process) => process switch
    {
        { Paused: true } => "paused",
        { Runs: true } => "running",
        { StaysDead: true } => "killed, stays dead until `lab start`",
        _ => "ended",
    };
}

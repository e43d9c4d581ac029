using System.CommandLine;
using Musubi.Lab.Topology;

namespace Musubi.Lab.Commands;

/// <summary>lab down.</summary>
internal static class DownCommand
{
    public static Command Create()
    {
        Option<string> lab = LabOption.Lab();
        var command = new Command("down", "Take the lab down, whatever is left of it") { lab };
        command.SetAction(async (result, _) =>
        {
            await new Datacenter(new LabOptions { Name = result.GetValue(lab)! }).DownAsync();
            Console.WriteLine("down: no namespace, no process, no file is left");
            return 0;
        });
        return command;
    }
}

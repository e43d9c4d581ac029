using System.CommandLine;
using System.Diagnostics;
using Musubi.Lab.Guests;
using Musubi.Lab.Processes;
using Musubi.Lab.Topology;

namespace Musubi.Lab.Commands;

/// <summary>lab exec NAME -- CMD.</summary>
internal static class ExecCommand
{
    public static Command Create()
    {
        Option<string> lab = LabOption.Lab();
        var place = new Argument<string>("name") { Description = "ctl, phys, router, h1…, vm1…, or a QEMU guest: qvm1…" };
        var words = new Argument<string[]>("command") { Description = "After `--`", Arity = ArgumentArity.OneOrMore };
        var command = new Command("exec", "Run a command somewhere in the lab; its exit code is the lab's") { lab, place, words };
        command.SetAction((result, _) => RunAsync(Datacenter.Open(result.GetValue(lab)!), result.GetValue(place)!, result.GetValue(words)!));
        return command;
    }

    private static async Task<int> RunAsync(Datacenter datacenter, string place, string[] words)
    {
        if (datacenter.Guests().FirstOrDefault(guest => guest.Name == place) is { } guest)
        {
            return await RunInGuestAsync(guest.Console(datacenter.Layout), words);
        }

        // The command gets this terminal as it is; Ctrl-C reaches it by itself.
        var start = new ProcessStartInfo("ip", ["netns", "exec", datacenter.NamespaceOf(place), .. words]);
        foreach ((string name, string value) in datacenter.EnvironmentOf(place))
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start) ?? throw new LabException("could not start ip");
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    private static async Task<int> RunInGuestAsync(GuestConsole console, string[] words)
    {
        CommandResult result = await console.RunAsync(string.Join(' ', words), TimeSpan.FromMinutes(10));
        Console.Out.Write(result.Output);
        Console.Error.Write(result.Error);
        return result.ExitCode;
    }
}

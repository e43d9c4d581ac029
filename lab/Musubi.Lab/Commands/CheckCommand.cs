using System.CommandLine;
using Musubi.Lab.Checks;
using Musubi.Lab.Fabric;
using Musubi.Lab.Topology;

namespace Musubi.Lab.Commands;

/// <summary>lab check: the demo's checks on a lab that is up.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        Option<string> lab = LabOption.Lab();
        var full = new Option<bool>("--full") { Description = "At the length of the system tests" };
        var wanted = new Argument<string[]>("name") { Description = "Only those whose class names contain this, such as NoLoop", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("check", "Run the demo's checks on a lab that is up") { lab, full, wanted };
        command.SetAction((result, cancellation) => RunAsync(
            Datacenter.Open(result.GetValue(lab)!), result.GetValue(full) ? CheckPace.Full : CheckPace.Demo, result.GetValue(wanted) ?? [], cancellation));
        return command;
    }

    private static async Task<int> RunAsync(Datacenter datacenter, CheckPace pace, string[] wanted, CancellationToken cancellation)
    {
        IEnumerable<Check> checks = CheckList.Of(new ProductionFabric(datacenter, Console.WriteLine), pace)
            .Where(check => wanted.Length == 0 || wanted.Any(name => check.GetType().Name.Contains(name, StringComparison.OrdinalIgnoreCase)));
        return await CheckList.ShowAsync(checks, cancellation) == 0 ? 0 : 1;
    }
}

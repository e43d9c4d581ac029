using System.CommandLine;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Musubi.Lab.Checks;
using Musubi.Lab.Fabric;
using Musubi.Lab.Topology;

namespace Musubi.Lab.Commands;

/// <summary>demo: brings a lab up, shows what holds, and stays up for the visitor.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        Option<string> lab = LabOption.Lab();
        var once = new Option<bool>("--once") { Description = "End after the checks; 0 only if all hold" };
        var qemu = new Option<bool>("--qemu") { Description = "Five QEMU guests as well: two with TAPs, three over vhost-user" };
        Option<string> driver = LabOption.UplinkDriver();
        var command = new Command("demo", "A datacenter on this machine, with checks of what a distributed switch must do") { lab, once, qemu, driver };
        command.SetAction((result, cancellation) => RunAsync(
            new LabOptions { Name = result.GetValue(lab)!, Qemu = result.GetValue(qemu), VhostUser = result.GetValue(qemu), UplinkDriver = result.GetValue(driver)! }, result.GetValue(once), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(LabOptions options, bool once, CancellationToken cancellation)
    {
        // A terminal that closes ends the demo as Ctrl-C does.
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using PosixSignalRegistration hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
        {
            context.Cancel = true;
            ending.Cancel();
        });
        options.Check();
        var datacenter = new Datacenter(options);
        long start = Stopwatch.GetTimestamp();
        Say(start, $"building a datacenter: {options.Hosts} hosts, {options.Vms} VMs, a physical network with VLANs, a controller");
        await datacenter.ClearAsync();
        try
        {
            await datacenter.UpAsync(ending.Token);
            var fabric = new ProductionFabric(datacenter, line => Say(start, line));
            await fabric.BuildAsync();
            int failed = await CheckList.ShowAsync(CheckList.Of(fabric, CheckPace.Demo), ending.Token);
            Say(start, failed == 0 ? "all of it holds" : $"{failed} of it do not hold");
            if (!once)
            {
                await StayAsync(await PagesDoor.OpenAsync(datacenter), ending.Token);
            }

            return failed == 0 ? 0 : 1;
        }
        finally
        {
            Say(start, "cleaning up");
            await datacenter.DownAsync();
        }
    }

    private static async Task StayAsync(PagesDoor pages, CancellationToken cancellation)
    {
        Console.WriteLine(
            $"""

            {pages.HowToSignIn}

            The lab stays up; Ctrl-C cleans up. In another terminal, try:
              ./dev lab exec ctl -- musubi switch show prod
              ./dev lab exec ctl -- musubi port list
              ./dev lab exec ctl -- musubi event list
              ./dev lab exec vm1 -- ping 10.10.1.3
              ./dev lab exec phys -- tcpdump -e -nn -i h1u1
              ./dev lab kill controller --stay-dead       (and: ./dev lab start controller)
              ./dev lab exec h2 -- musubi --local switch list
              ./dev lab status
            """);
        try
        {
            await Task.Delay(Timeout.Infinite, cancellation);
        }
        catch (OperationCanceledException)
        {
            // The visitor leaves.
        }
    }

    private static void Say(long start, string line) => Console.WriteLine($"[{Stopwatch.GetElapsedTime(start).TotalSeconds,5:0.0} s] {line}");
}

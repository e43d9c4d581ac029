using Musubi.Lab.Fabric;
using Musubi.Lab.Observe;

namespace Musubi.Lab.Checks;

/// <summary>Traffic shaping of a VM's port, measured by TCP, while other ports go on as if it were not there.</summary>
internal sealed class ShapingCheck(ProductionFabric fabric) : Check(fabric)
{
    private const string Shaped = "shaped";
    private const string Free = "free";
    private const int IngressMegabits = 80;
    private const int EgressMegabits = 40;
    private const int Seconds = 10;

    /// <summary>Of what is configured.</summary>
    private const double Tolerance = 0.05;

    /// <summary>Seconds without a reply to pings every 10 ms.</summary>
    private const double LongestSilence = 0.25;

    private static readonly string[] Addresses = ["10.78.0.1", "10.78.0.2", "10.78.0.3"];

    public override string Title => $"a port shaped to {IngressMegabits} Mbit/s in and {EgressMegabits} out carries that over {Seconds} s, within 5 %, and delays no other port";

    protected override async Task ObserveAsync()
    {
        await Fabric.Controller.DoAsync("portgroup", "create", Free, "--switch", ProductionFabric.Switch, "--vlan", "78");
        await Fabric.Controller.DoAsync("portgroup", "create", Shaped, "--switch", ProductionFabric.Switch, "--vlan", "78",
            "--shape-ingress", $"{IngressMegabits}M,burst=256k", "--shape-egress", $"{EgressMegabits}M,burst=256k");
        await using (ExtraVm shaped = await ExtraVm.AttachAsync(Fabric, "x1", 1, Shaped))
        await using (ExtraVm near = await ExtraVm.AttachAsync(Fabric, "x2", 1, Free))
        await using (ExtraVm far = await ExtraVm.AttachAsync(Fabric, "x3", 2, Free))
        {
            foreach ((ExtraVm vm, string address) in new[] { shaped, near, far }.Zip(Addresses))
            {
                await vm.Vm.MustAsync("ip", "addr", "add", $"{address}/24", "dev", "eth0");
            }

            await MeasureAsync();
        }

        await Fabric.Controller.DoAsync("portgroup", "delete", Shaped, "--wait");
        await Fabric.Controller.DoAsync("portgroup", "delete", Free, "--wait");
    }

    private async Task MeasureAsync()
    {
        await using PingStream others = await PingStream.StartAsync(Lab, "x2", Addresses[2]);
        double start = PingStream.Now;
        ExpectRate("from the VM", IngressMegabits, await Bandwidth.MeasureAsync(Lab, "x1", "x3", Addresses[2], Seconds));
        ExpectRate("to the VM", EgressMegabits, await Bandwidth.MeasureAsync(Lab, "x2", "x1", Addresses[0], Seconds));
        double end = PingStream.Now;
        await others.StopAsync();
        double silence = others.LongestGap(start, end).Seconds;
        Expect(silence < LongestSilence, $"other ports were silent for {silence * 1000:0} ms beside it");
        Fact($"pings every 10 ms between other ports lost {others.Lost} of {others.Sent}, longest silence {silence * 1000:0} ms");
    }

    private void ExpectRate(string direction, int megabits, BandwidthResult result)
    {
        double measured = result.Gigabits * 1000;
        Expect(Math.Abs(measured - megabits) <= megabits * Tolerance, $"{direction}: {measured:0.0} Mbit/s of {megabits} ({result.Error ?? "to its end"})");
        Fact($"{direction} {measured:0.0} of {megabits} Mbit/s");
    }
}

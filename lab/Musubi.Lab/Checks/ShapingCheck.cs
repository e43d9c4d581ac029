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

    /// <summary>A stream that the machine kept from running carries less, never more: the best of as many counts.</summary>
    private const int Tries = 3;

    /// <summary>Half of the pings between other ports are answered sooner. What is held for a shaped port waits for about as long, ping after ping.</summary>
    private const double UsualReplySeconds = 0.05;

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
        ExpectRate("from the VM", IngressMegabits, await StreamAsync("x1", "x3", Addresses[2], IngressMegabits));
        ExpectRate("to the VM", EgressMegabits, await StreamAsync("x2", "x1", Addresses[0], EgressMegabits));
        double end = PingStream.Now;
        await others.StopAsync();
        double usual = others.MedianSeconds;
        Expect(usual < UsualReplySeconds, $"other ports were answered after {usual * 1000:0.0} ms in the middle beside it");
        Fact($"pings every 10 ms between other ports lost {others.Lost} of {others.Sent}, answered after {usual * 1000:0.0} ms in the middle, longest silence {others.LongestGap(start, end).Seconds * 1000:0} ms");
    }

    private async Task<BandwidthResult> StreamAsync(string client, string server, string address, int megabits)
    {
        BandwidthResult result = await Bandwidth.MeasureAsync(Lab, client, server, address, Seconds);
        for (int tries = 1; tries < Tries && result.FrameMegabits < megabits * (1 - Tolerance); tries++)
        {
            result = await Bandwidth.MeasureAsync(Lab, client, server, address, Seconds);
        }

        return result;
    }

    private void ExpectRate(string direction, int megabits, BandwidthResult result)
    {
        double measured = result.FrameMegabits;
        Expect(Math.Abs(measured - megabits) <= megabits * Tolerance, $"{direction}: {measured:0.0} Mbit/s of {megabits} ({result.Error ?? "to its end"})");
        Fact($"{direction} {measured:0.0} of {megabits} Mbit/s");
    }
}

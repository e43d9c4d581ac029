using Musubi.Lab.Fabric;
using Musubi.Lab.Observe;

namespace Musubi.Lab.Checks;

/// <summary>
/// Network I/O control, measured by TCP from two VMs of one host to another host by one uplink: the limits of a vNIC, a pool and a traffic type,
/// and shares, which are felt while the uplink is full and not else. The uplink is said to carry little, so that the machine can fill it.
/// </summary>
internal sealed class IoControlCheck(ProductionFabric fabric) : Check(fabric)
{
    private const string Group = "metered";
    private const int Capacity = 100;
    private const int VnicLimit = 40;
    private const int PoolLimit = 60;
    private const int TypeLimit = 50;
    private const int SmallRate = 30;
    private const double Ratio = 3;

    /// <summary>What is measured of a stream, after as long as it takes to find its rate.</summary>
    private const int Seconds = 10;
    private const int SkipSeconds = 2;

    private const double RateTolerance = 0.05;
    private const double RatioTolerance = 0.1;

    /// <summary>A stream that the machine kept from running carries less, never more: the best of as many counts.</summary>
    private const int Tries = 3;

    private static readonly string[] Addresses = ["10.79.0.1", "10.79.0.2", "10.79.0.3", "10.79.0.4"];

    public override string Title => $"limits of a vNIC, a pool and a traffic type hold within 5 % over {Seconds} s; shares of 3 to 1 on a full uplink measure 3 to 1, and are not felt while it has room";

    protected override async Task ObserveAsync()
    {
        await Fabric.Controller.DoAsync("portgroup", "create", Group, "--switch", ProductionFabric.Switch, "--vlan", "79", "--teaming", "explicit-order", "--active", ProductionFabric.UplinkName(1));
        await SetSwitchAsync("--io-control", "on");
        await using (ExtraVm first = await ExtraVm.AttachAsync(Fabric, "x1", 1, Group, null, "--io-limit", $"{VnicLimit}M"))
        await using (ExtraVm second = await ExtraVm.AttachAsync(Fabric, "x2", 1, Group, null, "--io-shares", "25"))
        await using (ExtraVm third = await ExtraVm.AttachAsync(Fabric, "x3", 2, Group))
        await using (ExtraVm fourth = await ExtraVm.AttachAsync(Fabric, "x4", 2, Group))
        {
            foreach ((ExtraVm vm, string address) in new[] { first, second, third, fourth }.Zip(Addresses))
            {
                await vm.Vm.MustAsync("ip", "addr", "add", $"{address}/24", "dev", "eth0");
            }

            await MeasureLimitsAsync();
            await MeasureSharesAsync();
        }

        await SetCapacityAsync("none");
        await SetSwitchAsync("--io-control", "off");
        await Fabric.Controller.DoAsync("portgroup", "delete", Group, "--wait");
    }

    private async Task MeasureLimitsAsync()
    {
        double alone = await BestAsync(VnicLimit, async () => (await StreamAsync(1)).FrameMegabits);
        ExpectRate("a vNIC", VnicLimit, alone);
        await Fabric.Controller.DoAsync("vm", "attach", "x1", "--portgroup", Group, "--io-limit", "none", "--io-shares", "75", "--wait");

        await SetSwitchAsync("--io-pool", $"thin,quota=0,limit={PoolLimit}M");
        await Fabric.Controller.DoAsync("portgroup", "set", Group, "--io-pool", "thin", "--wait");
        ExpectRate("a pool of two vNICs", PoolLimit, await BestAsync(PoolLimit, async () => (await BothAsync()).Sum(one => one.FrameMegabits)));
        await Fabric.Controller.DoAsync("portgroup", "set", Group, "--io-pool", "none", "--wait");
        await SetSwitchAsync("--io-pool", "none");

        await SetSwitchAsync("--io-traffic", $"virtual-machine,limit={TypeLimit}M");
        ExpectRate("traffic of VMs", TypeLimit, await BestAsync(TypeLimit, async () => (await BothAsync()).Sum(one => one.FrameMegabits)));
        await SetSwitchAsync("--io-traffic", "virtual-machine,limit=none");
    }

    private async Task MeasureSharesAsync()
    {
        await SetCapacityAsync($"{ProductionFabric.UplinkName(1)}={Capacity}M");
        BandwidthResult[] full = [];
        double all = await BestAsync(Capacity, async () => (full = await BothAsync()).Sum(one => one.WireMegabits));
        double ratio = full[0].FrameMegabits / full[1].FrameMegabits;
        Expect(Math.Abs(all - Capacity) <= Capacity * RateTolerance, $"two VMs filled {all:0.0} Mbit/s of an uplink of {Capacity}");
        Expect(Math.Abs(ratio - Ratio) <= Ratio * RatioTolerance, $"on a full uplink 75 and 25 shares gave {full[0].FrameMegabits:0.0} and {full[1].FrameMegabits:0.0} Mbit/s, {ratio:0.00} to 1");
        Fact($"a full uplink of {Capacity} Mbit/s carried {all:0.0}, of which 75 and 25 shares had {full[0].WireMegabits:0.0} and {full[1].WireMegabits:0.0}: {ratio:0.00} to 1");

        BandwidthResult[] small = await BothAsync(SmallRate);
        foreach (BandwidthResult one in small)
        {
            Expect(Math.Abs((one.Gigabits * 1000) - SmallRate) <= SmallRate * RateTolerance, $"with room for both, of {SmallRate} Mbit/s {one.Gigabits * 1000:0.0} went through ({one.Error ?? "to its end"})");
        }

        Fact($"with room for both, {small[0].Gigabits * 1000:0.0} and {small[1].Gigabits * 1000:0.0} of {SmallRate} each");
        double rest = await BestAsync(Capacity, async () => (await StreamAsync(2)).WireMegabits);
        Expect(Math.Abs(rest - Capacity) <= Capacity * RateTolerance, $"25 shares alone carried {rest:0.0} Mbit/s of an uplink of {Capacity}");
        Fact($"25 shares alone carried {rest:0.0}");
    }

    /// <summary>From VM 1 or 2 to its partner on the other host.</summary>
    private Task<BandwidthResult> StreamAsync(int from, int megabits = 0) =>
        Bandwidth.MeasureAsync(Lab, $"x{from}", $"x{from + 2}", Addresses[from + 1], Seconds, megabits, skipSeconds: SkipSeconds);

    private Task<BandwidthResult[]> BothAsync(int megabits = 0) => Task.WhenAll(StreamAsync(1, megabits), StreamAsync(2, megabits));

    private static async Task<double> BestAsync(double wanted, Func<Task<double>> measure)
    {
        double measured = await measure();
        for (int tries = 1; tries < Tries && measured < wanted * (1 - RateTolerance); tries++)
        {
            measured = await measure();
        }

        return measured;
    }

    private void ExpectRate(string of, int megabits, double measured)
    {
        Expect(Math.Abs(measured - megabits) <= megabits * RateTolerance, $"{of} limited to {megabits} Mbit/s carried {measured:0.0}");
        Fact($"{of} limited to {megabits} Mbit/s carried {measured:0.0}");
    }

    private Task<string> SetSwitchAsync(params string[] options) => Fabric.Controller.DoAsync(["switch", "set", ProductionFabric.Switch, .. options, "--wait"]);

    private Task<string> SetCapacityAsync(string capacity) => Fabric.Controller.DoAsync("switch", "set-host", ProductionFabric.Switch, "h1", "--capacity", capacity, "--wait");
}

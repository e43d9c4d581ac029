using System.Globalization;
using System.Text.Json;
using Musubi.Lab.Fabric;
using Musubi.Lab.Observe;
using Musubi.Lab.Processes;

namespace Musubi.Lab.Checks;

/// <summary>Frames of 9,000 bytes from a VM on one host to one on another, and by name what is larger.</summary>
internal sealed class JumboCheck(ProductionFabric fabric) : Check(fabric)
{
    private const string Group = "jumbo";
    private const string Near = "10.80.0.1";
    private const string Far = "10.80.0.2";
    private const int Usual = 1500;
    private const int Jumbo = 9000;

    /// <summary>IPv4 and ICMP.</summary>
    private const int Headers = 28;
    private const int Pings = 5;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public override string Title => $"with an MTU of {Jumbo} frames of that size cross two hosts unfragmented, and one byte more is counted by name";

    protected override async Task ObserveAsync()
    {
        await Lab.Network.SetMtuAsync(Jumbo);
        await SetMtuAsync(Jumbo);
        try
        {
            Expect(await MtuAsync() == Jumbo, $"vm1's NIC has an MTU of {await MtuAsync()}");
            await Fabric.Controller.DoAsync("portgroup", "create", Group, "--switch", ProductionFabric.Switch, "--vlan", "80");
            await using (ExtraVm near = await ExtraVm.AttachAsync(Fabric, "x1", 1, Group))
            await using (ExtraVm far = await ExtraVm.AttachAsync(Fabric, "x2", 2, Group))
            {
                await near.Vm.MustAsync("ip", "addr", "add", $"{Near}/24", "dev", "eth0");
                await far.Vm.MustAsync("ip", "addr", "add", $"{Far}/24", "dev", "eth0");
                await ObserveAsync(near.Vm);
            }

            await Fabric.Controller.DoAsync("portgroup", "delete", Group, "--wait");
        }
        finally
        {
            await SetMtuAsync(Usual);
            await Lab.Network.SetMtuAsync(Usual);
        }

        Expect(await MtuAsync() == Usual, $"vm1's NIC is left with an MTU of {await MtuAsync()}");
    }

    private async Task ObserveAsync(Vm vm)
    {
        Expect(await vm.ReachesAsync(Far), $"{vm.Name} does not reach {Far} at all");
        int whole = await AnsweredAsync(vm, Jumbo);
        Expect(whole == Pings, $"{whole} of {Pings} packets of {Jumbo} bytes were answered");
        await ObserveTooLargeAsync(vm);
        Fact($"{whole} of {Pings} pings of {Jumbo} bytes were answered across hosts");
    }

    /// <summary>The agent gives a NIC its MTU back when it looks, so that a few tries may be needed.</summary>
    private async Task ObserveTooLargeAsync(Vm vm)
    {
        long before = await TooLargeAsync(vm);
        int answered = 0;
        bool counted = await Wait.UntilAsync(
            async () =>
            {
                await vm.MustAsync("ip", "link", "set", "eth0", "mtu", $"{Jumbo + 1}");
                answered += await AnsweredAsync(vm, Jumbo + 1);
                return await TooLargeAsync(vm) >= before + Pings;
            },
            Limit);
        Expect(counted && answered == 0, $"of packets of {Jumbo + 1} bytes {answered} were answered, and {await TooLargeAsync(vm) - before} counted as drop-exceeds-mtu");
        Fact($"of {Jumbo + 1} bytes none, and they are counted as drop-exceeds-mtu");
    }

    private Task<string> SetMtuAsync(int mtu) => Fabric.Controller.DoAsync("switch", "set", ProductionFabric.Switch, "--mtu", $"{mtu}", "--wait");

    /// <summary>Of a VM that was there before, as it is once all hosts have acknowledged.</summary>
    private async Task<int> MtuAsync() => int.Parse((await Fabric.Vm(1).RunAsync("cat", "/sys/class/net/eth0/mtu")).Output, CultureInfo.InvariantCulture);

    /// <summary>How many of some pings in packets of this size, that nobody may fragment, are answered.</summary>
    private static async Task<int> AnsweredAsync(Vm vm, int bytes)
    {
        CommandResult result = await vm.RunAsync("ping", "-n", "-q", "-M", "do", "-s", $"{bytes - Headers}", "-c", $"{Pings}", "-i", "0.2", "-W", "1", Far);
        string? received = result.Output.Split('\n', ',').FirstOrDefault(part => part.EndsWith(" received", StringComparison.Ordinal));
        return received is null ? throw new LabException($"ping in {vm.Name}: {result.Said}") : int.Parse(received.Trim().Split(' ')[0], CultureInfo.InvariantCulture);
    }

    private async Task<long> TooLargeAsync(Vm vm)
    {
        string port = (await Fabric.Controller.ListAsync("port", "list", "--vm", vm.Name))[0].GetProperty("id").GetString()!;
        JsonElement counters = (await Fabric.Controller.QueryAsync("port", "stats", port)).GetProperty("counters");
        return counters.TryGetProperty("drop-exceeds-mtu", out JsonElement count) ? count.GetInt64() : 0;
    }
}

using Musubi.Lab.Fabric;
using Musubi.Lab.Observe;

namespace Musubi.Lab.Checks;

/// <summary>Traffic between VMs while something is taken away: a ping every 10 ms and a TCP stream, and the links that were cut meanwhile.</summary>
internal sealed class Outage : IAsyncDisposable
{
    /// <summary>Of a failover.</summary>
    public static readonly TimeTarget Target = new(0.100);

    /// <summary>A loss this long after a link was cut or came back is put down to it.</summary>
    private const double FaultWindow = 1.0;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ProductionFabric _fabric;
    private readonly PingStream _ping;
    private readonly Task<BandwidthResult> _stream;
    private readonly List<double> _faults = [];
    private readonly List<double> _failovers = [];

    private Outage(ProductionFabric fabric, PingStream ping, Task<BandwidthResult> stream)
    {
        _fabric = fabric;
        _ping = ping;
        _stream = stream;
    }

    /// <summary>How long each cut of a link stopped the ping, in seconds.</summary>
    public IReadOnlyList<double> Failovers => _failovers;

    public int Answered => _ping.Replies.Count;

    /// <summary>Requests lost other than to a link that was cut; known after <see cref="EndAsync"/>.</summary>
    public int LostOtherwise => _ping.Losses().Where(loss => !_faults.Exists(fault => loss.End > fault && loss.Start < fault + FaultWindow)).Sum(loss => loss.Count);

    /// <summary>vm1 pings vm2 and vm4 streams to vm3 for about <paramref name="length"/>.</summary>
    public static async Task<Outage> BeginAsync(ProductionFabric fabric, TimeSpan length)
    {
        string second = await fabric.Vm(2).AddressAsync() ?? throw new LabException("vm2 has no address");
        string third = await fabric.Vm(3).AddressAsync() ?? throw new LabException("vm3 has no address");
        PingStream ping = await PingStream.StartAsync(fabric.Datacenter, "vm1", second);
        Task<BandwidthResult> stream = Bandwidth.MeasureAsync(fabric.Datacenter, "vm4", "vm3", third, (int)length.TotalSeconds, megabits: 20);
        return new Outage(fabric, ping, stream);
    }

    /// <summary>Cuts each uplink of h1 in turn and gives it back; the VMs' traffic moves to the other.</summary>
    public async Task CutLinksAsync()
    {
        for (int uplink = 1; uplink <= _fabric.Datacenter.Options.Uplinks; uplink++)
        {
            double cut = PingStream.Now;
            _faults.Add(cut);
            await _fabric.Datacenter.Network.SetLinkAsync(1, uplink, up: false);
            await _ping.RepliesAfterAsync(cut + FaultWindow, Patience);
            _failovers.Add(_ping.LongestGap(cut - 0.05, cut + FaultWindow).Seconds);
            double back = PingStream.Now;
            _faults.Add(back);
            await _fabric.Datacenter.Network.SetLinkAsync(1, uplink, up: true);
            await _ping.RepliesAfterAsync(back + FaultWindow, Patience);
        }
    }

    /// <summary>Forgets ARP entries on both ends, and opens a new flow.</summary>
    public async Task<bool> StartAnewAsync()
    {
        foreach (string vm in new[] { "vm1", "vm2", "vm3" })
        {
            await _fabric.Datacenter.RunAsync(vm, ["ip", "neigh", "flush", "dev", "eth0"]);
        }

        string second = await _fabric.Vm(2).AddressAsync() ?? throw new LabException("vm2 has no address");
        BandwidthResult flow = await Bandwidth.MeasureAsync(_fabric.Datacenter, "vm3", "vm2", second, seconds: 1, megabits: 10, port: 5301);
        return flow.Survived;
    }

    /// <summary>Waits for the stream's end, then stops the ping. Returns what became of the stream.</summary>
    public async Task<BandwidthResult> EndAsync()
    {
        BandwidthResult result = await _stream;
        await _ping.StopAsync();
        return result;
    }

    public ValueTask DisposeAsync() => _ping.DisposeAsync();
}

using System.Diagnostics;
using System.Net;
using Grpc.Core;
using Grpc.Net.Client;
using Musubi.Contracts.Fabric;
using Musubi.Model.Capabilities;

namespace Musubi.Fleet.Hosts;

/// <summary>
/// A host that is its agent's side of the stream alone: it joins, takes what it is sent, says that all of it runs, and tells of NICs, ports and counters as an
/// agent would, over the same gRPC with the same certificates. It comes back when the controller was away. Any thread.
/// </summary>
internal sealed class FleetHost(string name, IReadOnlyList<FleetNic> nics) : IAsyncDisposable
{
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(300);

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<string, ShareSwitch> _switches = [];
    private readonly Dictionary<string, SharePort> _ports = [];
    private readonly long _began = Stopwatch.GetTimestamp();
    private HostCertificate? _certificate;
    private Outbox? _stream;
    private Task _running = Task.CompletedTask;
    private ulong _revision;

    public Guid Id { get; } = Guid.NewGuid();

    public string Name => name;

    public IReadOnlyList<FleetNic> Nics => nics;

    /// <summary>VMs whose guests send what they may not.</summary>
    public HashSet<string> Unruly { get; } = [];

    /// <summary>VMs whose ports do not work here, and why.</summary>
    public Dictionary<string, string> Broken { get; } = [];

    public async Task JoinAsync(IPEndPoint controller, string token)
    {
        while (_certificate is null)
        {
            try
            {
                _certificate = await HostCertificate.JoinAsync(controller, token, Id, name);
            }
            catch (RpcException many) when (many.StatusCode == StatusCode.ResourceExhausted)
            {
                // Too many ask at once: the controller says to try again.
                await Task.Delay(Again, _stop.Token);
            }
        }

        _running = RunAsync(controller);
    }

    /// <summary>A cable is pulled, or put in again.</summary>
    public void SetLink(string nic, bool up)
    {
        lock (_lock)
        {
            nics.Single(one => one.Name == nic).LinkUp = up;
            _stream?.Say(Status());
        }
    }

    /// <summary>The agent ends: its stream breaks, and nobody comes back.</summary>
    public async Task LeaveAsync()
    {
        await _stop.CancelAsync();
        await _running;
    }

    public async ValueTask DisposeAsync()
    {
        await LeaveAsync();
        _certificate?.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync(IPEndPoint controller)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                using GrpcChannel channel = _certificate!.Connect(controller);
                using AsyncDuplexStreamingCall<HostMessage, ControllerMessage> call = new HostStream.HostStreamClient(channel).Connect(cancellationToken: _stop.Token);
                await TalkAsync(call);
            }
            catch (Exception away) when (away is RpcException or HttpRequestException or IOException or OperationCanceledException or InvalidOperationException)
            {
                // The controller is away, or this host is to leave.
            }

            await Task.Delay(Again, _stop.Token).ContinueWith(static _ => { }, TaskScheduler.Default);
        }
    }

    private async Task TalkAsync(AsyncDuplexStreamingCall<HostMessage, ControllerMessage> call)
    {
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        Outbox stream = new();
        stream.Say(Hello());
        Task sending = stream.SendAsync(call.RequestStream, ending.Token);
        Task counting = Task.CompletedTask;
        try
        {
            while (await call.ResponseStream.MoveNext(ending.Token))
            {
                ControllerMessage message = call.ResponseStream.Current;
                if (message.BodyCase == ControllerMessage.BodyOneofCase.Welcome)
                {
                    counting = CountAsync(stream, TimeSpan.FromSeconds(message.Welcome.StatisticsIntervalSeconds), ending.Token);
                }
                else
                {
                    Take(message, stream);
                }
            }
        }
        finally
        {
            lock (_lock)
            {
                _stream = null;
            }

            await ending.CancelAsync();
            await Task.WhenAll(sending, counting);
        }
    }

    private HostMessage Hello()
    {
        HostHello hello = new() { ProtocolVersion = 1, HostId = Id.ToString(), HostName = name, AgentVersion = "0.1.0", SwitchVersion = "0.1.0" };
        hello.Capabilities.AddRange(Capability.All);
        lock (_lock)
        {
            hello.Revision = _revision;
            hello.Nics.AddRange(Reports());
        }

        return new HostMessage { Hello = hello };
    }

    /// <summary>Takes over what there is to run, and says that it runs.</summary>
    private void Take(ControllerMessage message, Outbox stream)
    {
        lock (_lock)
        {
            if (message.BodyCase == ControllerMessage.BodyOneofCase.FullSync)
            {
                _switches.Clear();
                _ports.Clear();
                _revision = message.FullSync.Revision;
                Put(message.FullSync.Share.Switches, message.FullSync.Share.Ports);
            }
            else if (message.BodyCase == ControllerMessage.BodyOneofCase.Delta)
            {
                _revision = message.Delta.ToRevision;
                Put(message.Delta.Switches, message.Delta.Ports);
                message.Delta.RemovedSwitches.ToList().ForEach(gone => _switches.Remove(gone));
                message.Delta.RemovedPorts.ToList().ForEach(gone => _ports.Remove(gone));
            }

            _stream = stream;
            stream.Say(Status());
            Acknowledgement acknowledgement = new() { Revision = _revision };
            acknowledgement.Objects.AddRange(_ports.Values.Where(port => Broken.ContainsKey(VmOf(port)))
                .Select(port => new ObjectReport { Id = port.Id, State = ObjectState.Error, Reason = Broken[VmOf(port)] }));
            stream.Say(new HostMessage { Acknowledgement = acknowledgement });
        }
    }

    private void Put(IEnumerable<ShareSwitch> switches, IEnumerable<SharePort> ports)
    {
        foreach (ShareSwitch one in switches)
        {
            _switches[one.Id] = one;
        }

        foreach (SharePort port in ports)
        {
            _ports[port.Id] = port;
        }
    }

    private HostMessage Status()
    {
        HostStatus status = new() { SwitchRunning = true, SwitchVersion = "0.1.0", SwitchBootId = Id.ToString() };
        status.Capabilities.AddRange(Capability.All);
        status.Nics.AddRange(Reports());
        status.Ports.AddRange(_ports.Values.Select(Report));
        return new HostMessage { Status = status };
    }

    private IEnumerable<NicReport> Reports()
    {
        long now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() * 1000;
        return nics.Select(nic => nic.Report(
            _switches.Values.FirstOrDefault(one => one.Uplinks.Any(uplink => uplink.Nic == nic.Id)) is { } owner ? $"distributed switch {owner.Name}" : "", now));
    }

    private PortReport Report(SharePort port)
    {
        string[] usable = !_switches.TryGetValue(port.SwitchId, out ShareSwitch? owner) ? []
            : [.. owner.Uplinks.Where(uplink => nics.Any(nic => nic.Id == uplink.Nic && nic.LinkUp)).Select(uplink => uplink.Name)];
        bool isBroken = Broken.TryGetValue(VmOf(port), out string? reason);
        return new PortReport
        {
            Id = port.Id,
            State = isBroken ? ObjectState.Error : ObjectState.Done,
            Reason = reason ?? "",
            LinkUp = !isBroken,
            PinnedUplink = usable.Length == 0 ? "" : usable[port.Number % usable.Length],
            EffectiveMac = port.Connection?.Mac ?? "",
        };
    }

    private static string VmOf(SharePort port) => port.Connection?.Vm ?? "";

    private async Task CountAsync(Outbox stream, TimeSpan interval, CancellationToken cancellation)
    {
        // Hosts do not all speak at the same moment.
        await Task.Delay(interval * Random.Shared.NextDouble(), cancellation).ContinueWith(static _ => { }, TaskScheduler.Default);
        using PeriodicTimer timer = new(interval);
        try
        {
            do
            {
                Statistics statistics = Count();
                if (statistics.Ports.Count > 0)
                {
                    stream.Say(new HostMessage { Statistics = statistics });
                }
            }
            while (await timer.WaitForNextTickAsync(cancellation));
        }
        catch (OperationCanceledException)
        {
            // The stream ended.
        }
    }

    private Statistics Count()
    {
        double seconds = Stopwatch.GetElapsedTime(_began).TotalSeconds;
        Statistics statistics = new();
        lock (_lock)
        {
            foreach (SharePort port in _ports.Values.Where(port => !Broken.ContainsKey(VmOf(port)) && port.Policy?.Blocked != true))
            {
                PortStatistics one = new() { Id = port.Id, Incarnation = port.Incarnation };
                FleetTraffic.Of(port.Number, Unruly.Contains(VmOf(port))).Count(seconds, one.Counters);
                statistics.Ports.Add(one);
            }
        }

        uint frames = (uint)statistics.Ports.Count * 9_000;
        statistics.Workers.Add(new WorkerReport { Index = 0, BusyPercent = Math.Min(95, 1 + (frames / 20_000)), FramesPerSecond = frames });
        return statistics;
    }
}

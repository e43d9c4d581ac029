using Microsoft.Extensions.Time.Testing;
using Musubi.Contracts.Plan;
using Musubi.Io.Counters;
using Musubi.Io.Polling;
using Musubi.Switch.Control;
using Musubi.Switch.Control.Punting;
using Musubi.Switch.Control.Teaming;
using Musubi.Switch.Control.Vhost;
using Musubi.Switch.Forwarding;
using Musubi.Switch.Forwarding.Punting;
using Musubi.Switch.Runtime;
using Musubi.Switch.Tests.Forwarding.Testbed;
using PortCounters = Musubi.Switch.Runtime.PortCounters;

namespace Musubi.Switch.Tests.Control.Teaming;

/// <summary>
/// The control side of a data plane with a clock that is turned by hand: one switch whose uplinks go into a physical network that the test decides
/// of. Nothing is forwarded; what ports carry is what the test says.
/// </summary>
internal sealed class TeamBed : IDisposable
{
    private const int FirstInterface = 100;

    private readonly string _folder = Directory.CreateTempSubdirectory("mut-").FullName;
    private readonly EventFd _wake = new();
    private readonly WorkerPool _pool;
    private readonly CounterFile _counters;
    private readonly DescriptorStash _stash = new();
    private readonly VhostDesk _vhost;
    private readonly ControlSender _sender;
    private readonly EventQueue _events = new();
    private readonly SwitchControl _control;
    private readonly IControlTask[] _tasks;
    private readonly Dictionary<int, double> _rates = [];
    private readonly PlanBuilder _plan = new();
    private readonly int _uplinks;

    /// <param name="uplinks">Plan indexes 0 and on. All have a link.</param>
    /// <param name="ports">vNICs behind them, with all uplinks active; their numbers are 0 and on.</param>
    /// <param name="change">Of each vNIC, by its place among them.</param>
    /// <param name="capacity">Of each uplink, bit/s.</param>
    /// <param name="passes">Whether the physical network brings beacons at first.</param>
    public TeamBed(int uplinks, int ports, Action<VnicRole, int> change, ulong capacity = 0, bool passes = true)
    {
        Passes = (_, _) => passes;
        _uplinks = uplinks;
        for (int i = 0; i < uplinks; i++)
        {
            PlannedPort uplink = _plan.Plan.Ports[_plan.Uplink()];
            uplink.Attachment = new Attachment { PacketDevice = new PacketDevice { InterfaceIndex = FirstInterface + i, InterfaceName = $"u{i}" } };
            uplink.Uplink.CapacityBitsPerSecond = capacity;
        }

        for (int i = 0; i < ports; i++)
        {
            _plan.Vnic(Vlan.Access(10), vnic =>
            {
                vnic.Number = (uint)i;
                vnic.Teaming.Policy = TeamingPolicy.PortId;
                vnic.Teaming.NotifySwitches = true;
                change(vnic, i);
            });
        }

        _pool = new WorkerPool(1, _wake, 64);
        _counters = CounterFile.Open(Path.Combine(_folder, "counters"), new CounterShape(2, 64, PortCounters.Names));
        _vhost = new VhostDesk(_pool);
        LinkStates links = new();
        PuntHandlers handlers = new();
        UplinkHealth health = new(Clock);
        LeftUplinks left = new(Clock);
        Log log = new(TextWriter.Null, Clock);
        Desk = new PlanDesk(_pool, _counters, _stash, links, new Musubi.Switch.Control.MacLearning(() => 1, Clock), Counts, _vhost, handlers, health, left, new Musubi.Switch.Control.Addresses.AddressSnooping(_events, Clock));
        _sender = new ControlSender(Desk);
        MoveNews moves = new(Counts, log, _events);
        Announcer announcer = new(Desk, _sender, Counts, Clock);
        ForwardingRefresh refresh = new(Desk, moves, announcer);
        Format = new BeaconFrame(1, new byte[BeaconFrame.KeyBytes]);
        Probe = new BeaconProbe(Desk, health, _sender, refresh, Format, _events, Counts, log, Clock);
        handlers.Add(Probe, PuntKind.Beacon);
        _tasks = [Probe, new LoadTeaming(Desk, refresh, Counts, log, Clock), new TeamingClock(Desk, health, left, refresh), announcer];
        _control = new SwitchControl(
            Desk, _pool, _stash, links, _vhost, refresh, announcer, _tasks, _events, Counts, new SwitchIdentity("test", "test", ""), log, Clock);
        _control.OnAllLinks(Enumerable.Range(FirstInterface, uplinks).Select(index => new LinkState(index, true)));
        Apply();
    }

    public FakeTimeProvider Clock { get; } = new();

    public PlanDesk Desk { get; }

    public BeaconProbe Probe { get; }

    public BeaconFrame Format { get; }

    public SwitchCounters Counts { get; } = new();

    /// <summary>Whether the physical network brings what one uplink broadcasts to another.</summary>
    public Func<int, int, bool> Passes { get; set; }

    public SwitchPlan Plan => _plan.Plan;

    /// <summary>Where the vNICs are, by plan index of the uplink or -1.</summary>
    public int[] Pinned => [.. Desk.Compiled.Ports.Skip(_uplinks).Select(port => port.PinnedUplink)];

    public PortSlot Slot(int index) => Desk.Slots.FindById(PlanBuilder.IdOf(index))!;

    public WirePort Wire(int uplink) => (WirePort)Slot(uplink).Port;

    public ref readonly PortRecord Record(int vnic) => ref Desk.Compiled.Ports[_uplinks + vnic];

    public UplinkCondition Condition(int uplink) => UplinkHealth.ConditionOf(Slot(uplink), Desk.Compiled);

    /// <summary>Puts the plan in force, as it is now, and gives every port a descriptor.</summary>
    public void Apply()
    {
        SwitchPlan next = Plan.Clone();
        next.Generation = Desk.Plan.Generation + 1;
        Assert.Empty(Desk.Apply(next, out _));
        foreach (PortSlot slot in Desk.Slots.All.Where(slot => !slot.IsRunning))
        {
            (slot.Port, slot.State) = (new WirePort(), PortState.Running);
        }

        Desk.Swap();
        _control.OnTurn();
        Deliver();
    }

    public void SetLink(int uplink, bool up)
    {
        _control.OnLink(new LinkState(FirstInterface + uplink, up));
        _control.OnTurn();
        Deliver();
    }

    /// <summary>From now on a port sends at this rate by whatever uplink it is on, bit/s.</summary>
    public void SetRate(int vnic, double bitsPerSecond) => _rates[_uplinks + vnic] = bitsPerSecond;

    /// <summary>Time passes, and the control thread wakes whenever it wants to.</summary>
    public void Run(TimeSpan time)
    {
        for (int turns = 0; ; turns++)
        {
            Assert.InRange(turns, 0, 100_000);
            _control.OnTurn();
            Deliver();
            TimeSpan due = _control.TimeToDue();
            TimeSpan step = due == Timeout.InfiniteTimeSpan || due > time ? time : due;
            if (time <= TimeSpan.Zero)
            {
                return;
            }

            Carry(step);
            Clock.Advance(step);
            time -= step;
        }
    }

    public void Run(double seconds) => Run(TimeSpan.FromSeconds(seconds));

    /// <summary>Runs until something holds, and returns after how many seconds.</summary>
    public double RunUntil(Func<bool> holds, double limit = 60)
    {
        for (double waited = 0; ; waited += 0.01)
        {
            if (holds())
            {
                return waited;
            }

            Assert.True(waited < limit, $"not within {limit} s");
            Run(0.01);
        }
    }

    /// <summary>Everything that the agent would be told, oldest first.</summary>
    public List<SwitchEvent> TakeEvents()
    {
        List<SwitchEvent> events = [];
        while (_events.TryTake() is { } happened)
        {
            events.Add(happened);
        }

        return events;
    }

    public SwitchStatus Status()
    {
        SwitchStatus status = StatusReport.Status(Desk, _pool, Counts, "test");
        foreach (IStatusSource source in _tasks.OfType<IStatusSource>())
        {
            source.Report(status);
        }

        return status;
    }

    public void Dispose()
    {
        _sender.Dispose();
        _vhost.Dispose();
        _pool.Dispose();
        _stash.Dispose();
        _counters.Dispose();
        _wake.Dispose();
        Directory.Delete(_folder, true);
    }

    /// <summary>An uplink hears a frame, as a worker would hand it over.</summary>
    public void Hear(int uplink, byte[] frame, ushort vlan = 0) =>
        Probe.OnFrame(new PuntedFrame(Slot(uplink), new PuntEntry(Slot(uplink).Handle, PuntKind.Beacon, vlan, false, frame.Length), frame));

    private void Deliver()
    {
        for (int from = 0; from < _uplinks; from++)
        {
            foreach (byte[] sent in Wire(from).Sent)
            {
                (byte[] frame, ushort vlan) = Untag(sent);
                for (int to = 0; to < _uplinks && IsBeacon(frame); to++)
                {
                    if (to != from && Slot(to).LinkUp && Passes(from, to))
                    {
                        Hear(to, frame, vlan);
                    }
                }
            }

            Kept[from].AddRange(Wire(from).Sent);
            Wire(from).Sent.Clear();
        }
    }

    /// <summary>All that each uplink has sent.</summary>
    public List<byte[]>[] Kept { get; } = [.. Enumerable.Range(0, 8).Select(_ => new List<byte[]>())];

    public static bool IsBeacon(byte[] frame) => frame[12] == 0x88 && frame[13] == 0xb6;

    /// <summary>Without its tag, and the VLAN that it named.</summary>
    public static (byte[] Frame, ushort Vlan) Untag(byte[] sent) =>
        sent[12] == 0x81 && sent[13] == 0 ? ([.. sent[..12], .. sent[16..]], (ushort)((sent[14] << 8 | sent[15]) & 0xfff)) : (sent, (ushort)0);

    private void Carry(TimeSpan time)
    {
        foreach ((int port, double rate) in _rates)
        {
            int uplink = Desk.Compiled.Ports[port].PinnedUplink;
            long bytes = (long)(rate * time.TotalSeconds / 8);
            if (uplink >= 0)
            {
                _counters.Block(0, Slot(port).Number).Add(CounterLayout.UplinkRxBytes, bytes);
                _counters.Block(0, Slot(uplink).Number).Add(CounterLayout.TxBytes, bytes);
            }
        }
    }
}

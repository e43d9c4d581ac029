using Microsoft.Extensions.Time.Testing;
using Musubi.Contracts.Plan;
using Musubi.Io.Memory;
using Musubi.Io.Polling;
using Musubi.Switch.Control;
using Musubi.Switch.Control.Punting;
using Musubi.Switch.Forwarding;
using Musubi.Switch.Forwarding.Punting;
using Musubi.Switch.Runtime;

namespace Musubi.Switch.Tests.Control;

/// <summary>The control thread's side of what workers hand over. The test writes where an idle worker would.</summary>
public sealed class PuntDeskTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly EventFd _wake = new();
    private readonly WorkerPool _pool;
    private readonly PortSlots _slots = new(1, 16);
    private readonly PuntHandlers _handlers = new();
    private readonly SwitchCounters _counts = new();
    private readonly Listener _listener = new();
    private readonly PuntDesk _desk;
    private readonly PortSlot _uplink;

    public PuntDeskTests()
    {
        _pool = new WorkerPool(1, _wake, 16);
        _handlers.Add(_listener, PuntKind.Lldp, PuntKind.Dhcp);
        _desk = new PuntDesk(_pool, _slots, _handlers, _counts, _clock);
        _uplink = _slots.Add(new PortKey(Guid.NewGuid(), 1), 3, new PlannedPort { Id = "up", Uplink = new UplinkRole() });
    }

    [Fact]
    public void A_frame_reaches_the_handlers_of_its_kind_with_its_port()
    {
        Write(PuntKind.Lldp, 1);
        Write(PuntKind.Cdp, 1);
        _desk.OnTurn();
        Assert.Equal([(_uplink, PuntKind.Lldp, (ushort)0, 60)], _listener.Heard);
    }

    [Fact]
    public void A_flood_is_read_in_bounded_parts_and_a_lone_frame_at_once()
    {
        Write(PuntKind.Lldp, 150);
        Write(PuntKind.Dhcp, 150);
        _desk.OnTurn();
        Assert.Equal(2 * PuntDesk.MostAtOnce, _listener.Heard.Count);
        _desk.OnTurn();
        Assert.Equal(2 * PuntDesk.MostAtOnce, _listener.Heard.Count);
        Assert.Equal(PuntDesk.ProtocolInterval, _desk.TimeToDue());
        _clock.Advance(PuntDesk.ProtocolInterval);
        _desk.OnTurn();
        Assert.Equal(3 * PuntDesk.MostAtOnce, _listener.Heard.Count);
        for (int i = 0; i < 5; i++)
        {
            _clock.Advance(PuntDesk.SnoopedInterval);
            _desk.OnTurn();
        }

        Assert.Equal(300, _listener.Heard.Count);
        Assert.Equal(Timeout.InfiniteTimeSpan, _desk.TimeToDue());
        Write(PuntKind.Lldp, 1);
        _desk.OnTurn();
        Assert.Equal(301, _listener.Heard.Count);
    }

    /// <summary>A full report of hundreds of groups takes hundreds of microseconds, and a guest can send thousands in a second.</summary>
    [Fact]
    public void However_long_frames_take_the_thread_is_given_back()
    {
        _listener.OnHeard = () => _clock.Advance(PuntDesk.MostTime * 0.4);
        Write(PuntKind.Dhcp, 50);
        _desk.OnTurn();
        Assert.Equal(3, _listener.Heard.Count);
        Assert.InRange(_desk.TimeToDue(), TimeSpan.FromTicks(1), PuntDesk.SnoopedInterval);
        _clock.Advance(PuntDesk.SnoopedInterval);
        Write(PuntKind.Lldp, 50);
        _desk.OnTurn();
        Assert.Equal([3, 6], [.. _listener.Heard.CountBy(heard => heard.Kind).Select(count => count.Value).Order()]);
        while (_listener.Heard.Count < 100)
        {
            Assert.NotEqual(Timeout.InfiniteTimeSpan, _desk.TimeToDue());
            _clock.Advance(PuntDesk.SnoopedInterval);
            _desk.OnTurn();
        }

        Assert.Equal(Timeout.InfiniteTimeSpan, _desk.TimeToDue());
    }

    [Fact]
    public void A_frame_of_a_port_that_left_is_not_taken_for_its_successor_s()
    {
        Write(PuntKind.Lldp, 1);
        _slots.Remove(_uplink);
        _slots.Add(new PortKey(Guid.NewGuid(), 1), 3, new PlannedPort { Id = "next", Uplink = new UplinkRole() });
        _desk.OnTurn();
        Assert.Empty(_listener.Heard);
        Assert.Equal(1UL, _counts["stale-punted-frames"]);
    }

    [Fact]
    public void What_was_lost_stands_in_the_status()
    {
        Write(PuntKind.Lldp, 10_000);
        SwitchStatus status = new();
        _desk.Report(status);
        Assert.True(status.Counts.Single(count => count.Name == "lost-protocol-frames").Value > 0);
        Assert.Equal(0UL, status.Counts.Single(count => count.Name == "lost-snooped-frames").Value);
    }

    [Fact]
    public void A_port_is_listened_to_for_what_any_handler_wants()
    {
        _handlers.Add(new Listener { Wants = PuntKinds.Beacon }, PuntKind.Beacon);
        Assert.Equal(PuntKinds.Beacon, _handlers.ListensOn(_uplink));
        _listener.Wants = PuntKinds.Lldp;
        Assert.Equal(PuntKinds.Beacon | PuntKinds.Lldp, _handlers.ListensOn(_uplink));
    }

    public void Dispose()
    {
        _pool.Dispose();
        _wake.Dispose();
    }

    private void Write(PuntKind kind, int frames)
    {
        using FrameArena arena = new(1);
        FrameColumns columns = new();
        columns.Frames[0].Data = arena.Slice(0, 0, 60);
        columns.PayloadOffset[0] = 14;
        FrameBatch batch = new(columns, 1);
        PuntSink punts = _pool.Workers[0].Punts;
        punts.Source = _uplink.Handle;
        for (int i = 0; i < frames; i++)
        {
            punts.TryPunt(kind, in batch, 0);
        }

        punts.Publish();
    }

    private sealed class Listener : IPuntHandler
    {
        public List<(PortSlot Port, PuntKind Kind, ushort Vlan, int Length)> Heard { get; } = [];

        public PuntKinds Wants { get; set; }

        public PuntKinds ListensOn(PortSlot uplink) => Wants;

        public Action? OnHeard { get; set; }

        public void OnFrame(in PuntedFrame frame)
        {
            Heard.Add((frame.Port, frame.Kind, frame.Vlan, frame.Bytes.Length));
            OnHeard?.Invoke();
        }
    }
}

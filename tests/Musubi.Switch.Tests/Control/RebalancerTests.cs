using System.Diagnostics;
using Musubi.Contracts.Plan;
using Musubi.Switch.Control;
using Musubi.Switch.Runtime;

namespace Musubi.Switch.Tests.Control;

public sealed class RebalancerTests
{
    private readonly Rebalancer _rebalancer = new(2);
    private readonly PortSlots _slots = new(workers: 2, numbers: 16);
    private readonly Dictionary<PortSlot, long> _frames = [];
    private readonly long[] _busy = new long[2];

    [Fact]
    public void Of_three_busy_ports_on_one_worker_one_moves_after_the_difference_has_lasted()
    {
        PortSlot[] ports = [Port(0, worker: 0), Port(1, worker: 0), Port(2, worker: 0)];
        for (int i = 1; i < Rebalancer.Patience; i++)
        {
            Assert.Null(Second((0.9, 0.0), (ports[0], 300), (ports[1], 300), (ports[2], 300)));
        }

        (PortSlot port, int worker) = Assert.NotNull(Second((0.9, 0.0), (ports[0], 300), (ports[1], 300), (ports[2], 300)));
        Assert.Contains(port, ports);
        Assert.Equal(1, worker);
    }

    [Fact]
    public void A_single_busy_port_stays_where_it_is()
    {
        PortSlot busy = Port(0, worker: 0);
        Port(1, worker: 0);
        Assert.All(Enumerable.Range(0, 10), _ => Assert.Null(Second((1.0, 0.0), (busy, 1_000))));
    }

    [Fact]
    public void Workers_with_room_are_left_alone()
    {
        PortSlot[] ports = [Port(0, worker: 0), Port(1, worker: 0)];
        Assert.All(Enumerable.Range(0, 10), _ => Assert.Null(Second((0.4, 0.0), (ports[0], 100), (ports[1], 100))));
    }

    [Fact]
    public void A_difference_that_comes_and_goes_moves_nothing()
    {
        PortSlot[] ports = [Port(0, worker: 0), Port(1, worker: 0)];
        Assert.All(Enumerable.Range(0, 12), i => Assert.Null(Second(i % 3 == 2 ? (0.1, 0.1) : (0.9, 0.0), (ports[0], 100), (ports[1], 100))));
    }

    private PortSlot Port(int number, int worker)
    {
        PortKey key = new(new Guid(number, 0, 0, new byte[8]), 1);
        PortSlot slot = _slots.Add(key, number, new PlannedPort { Id = key.IdText, Incarnation = 1, Vnic = new VnicRole() });
        _slots.Reassign(slot, worker);
        _frames.Add(slot, 0);
        return slot;
    }

    private (PortSlot Port, int Worker)? Second((double First, double Second) load, params (PortSlot Slot, long Frames)[] received)
    {
        _busy[0] += (long)(load.First * Stopwatch.Frequency);
        _busy[1] += (long)(load.Second * Stopwatch.Frequency);
        foreach ((PortSlot slot, long frames) in received)
        {
            _frames[slot] += frames;
        }

        return _rebalancer.Observe(Rebalancer.Interval, [.. _busy], [.. _frames.Select(pair => (pair.Key, pair.Value))]);
    }
}

using Google.Protobuf;
using Musubi.Contracts.Plan;
using Musubi.Io.Counters;
using Musubi.Io.Polling;
using Musubi.Switch.Forwarding;
using Musubi.Switch.Forwarding.Compile;
using Musubi.Switch.Runtime;
using Musubi.Switch.Tests.Control.Testbed;
using PortCounters = Musubi.Switch.Runtime.PortCounters;

namespace Musubi.Switch.Tests.Runtime;

/// <summary>Three workers over ports in memory that only one thread may transmit to.</summary>
public sealed class ManyWorkersTests : IDisposable
{
    private const int Workers = 3;

    private readonly EventFd _control = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("musubi-workers-").FullName;
    private readonly CounterFile _counters;
    private readonly WorkerPool _pool;
    private readonly SnapshotBuilder _builder;
    private readonly PortSlots _slots = new(Workers, 16);
    private readonly PolledPort[] _ports = [new(1, peer: 2), new(2, peer: 1), new(3, peer: 1), new(4, peer: 1)];
    private readonly ForwardingPlan _plan;

    public ManyWorkersTests()
    {
        _counters = CounterFile.Open(Path.Combine(_folder, "counters"), new CounterShape(Workers + 1, 16, PortCounters.Names));
        _pool = new WorkerPool(Workers, _control, 16);
        _builder = new SnapshotBuilder(_pool, _counters);
        _plan = Compile();
        Swap();
    }

    [Fact]
    public void Ports_of_different_workers_reach_each_other_in_order()
    {
        Assert.NotEqual(Slot(0).Worker, Slot(1).Worker);
        const int Frames = 50_000;
        PutAll(0, Frames, 1);
        Assert.Equal(Enumerable.Range(0, Frames), _ports[1].Sent);
    }

    [Fact]
    public void A_frame_that_comes_alone_reaches_a_worker_that_sleeps()
    {
        for (int i = 1; i <= 200; i++)
        {
            _ports[0].Put(1);
            int due = i;
            Deadline.Until(() => _ports[1].Sent.Count == due, $"frame {due}");
        }

        Assert.True(_ports[1].Flushes > 0);
    }

    [Fact]
    public void A_port_that_moves_between_workers_under_load_loses_nothing_and_is_never_used_by_two()
    {
        const int Moves = 300;
        PortMoves moves = new(_pool, _slots, Swap, (slot, reason) => Assert.Fail($"{slot.Key.IdText}: {reason}"));
        int put = 0;
        for (int i = 0; i < Moves; i++)
        {
            PortSlot slot = Slot(i % 2);
            moves.Begin(slot, (slot.Worker + 1) % Workers);
            // Within what the rings between workers hold, even while everything waits.
            for (int sender = 0; sender < _ports.Length; sender++)
            {
                _ports[sender].Put(20);
            }

            put += 20;
            Deadline.Until(() => Finish(moves, slot), "the move completes");
            int due = put;
            Deadline.Until(() => _ports[1].Sent.Count == due && _ports[0].Sent.Count == 3 * due, $"all {due} frames of each sender, after move {i}");
        }

        Assert.Equal(Enumerable.Range(0, put), _ports[1].Sent);
        Assert.DoesNotContain(_ports, port => port.Collided);
        Assert.Equal(0, _pool.Workers.Sum(worker => worker.Counters.LostHandovers));
    }

    [Fact]
    public void What_is_handed_over_is_counted_once_by_whoever_transmits_it()
    {
        PutAll(0, 1_000, 1);
        Assert.Equal(1_000, Total(1, CounterLayout.TxFrames));
        Assert.Equal(1_000, Total(0, CounterLayout.RxFrames));
    }

    [Fact]
    public void Workers_with_polled_ports_and_nothing_to_do_sleep()
    {
        PutAll(0, 10, 1);
        long[] turns = [];
        Deadline.Until(() => !Deadline.Within(TimeSpan.FromMilliseconds(200), () => Took(ref turns)), "no worker takes turns for 200 ms");
    }

    public void Dispose()
    {
        _pool.Dispose();
        _counters.Dispose();
        Array.ForEach(_ports, port => port.Dispose());
        _control.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private void PutAll(int sender, int frames, int receiver)
    {
        int start = _ports[receiver].Sent.Count;
        for (int put = 0; put < frames; put += 50)
        {
            _ports[sender].Put(Math.Min(50, frames - put));
            int due = start + Math.Min(put + 50, frames);
            Deadline.Until(() => _ports[receiver].Sent.Count >= due, $"frame {due}");
        }
    }

    private bool Took(ref long[] turns)
    {
        long[] now = [.. _pool.Workers.Select(worker => worker.Counters.Turns)];
        bool took = !now.SequenceEqual(turns);
        turns = now;
        return took;
    }

    private static bool Finish(PortMoves moves, PortSlot slot)
    {
        moves.Finish();
        return !slot.IsMoving;
    }

    private long Total(int port, int counter) => Enumerable.Range(0, Workers).Sum(worker => _counters.Block(worker, Slot(port).Number)[counter]);

    private PortSlot Slot(int port) => _slots.FindByNumber(port)!;

    private long Swap()
    {
        long serial = _pool.Swap(_builder.Build(_plan, _slots), []);
        Deadline.Until(() => _pool.Reached(serial), "the snapshot is in use");
        return serial;
    }

    private ForwardingPlan Compile()
    {
        SwitchPlan plan = new() { Generation = 1, Switches = { new PlannedSwitch { Key = 1, Mtu = 1500 } } };
        for (int i = 0; i < _ports.Length; i++)
        {
            PortKey key = new(new Guid(i, 0, 0, new byte[8]), 1);
            PlannedPort planned = new()
            {
                Id = key.IdText,
                Incarnation = 1,
                SwitchKey = 1,
                Vnic = new VnicRole
                {
                    Mac = ByteString.CopyFrom(2, 0, 0, 0, 0, (byte)(i + 1)),
                    Vlan = new VlanSettings { None = new NoVlan() },
                    Teaming = new TeamingSettings { Policy = TeamingPolicy.PortId },
                },
            };
            plan.Ports.Add(planned);
            PortSlot slot = _slots.Add(key, _counters.Claim(new CounterKey(key.Id, 1)), planned);
            (slot.PlanIndex, slot.Port, slot.State) = (i, _ports[i], PortState.Running);
            _pool.Attach(new PortReception(slot.Worker, slot.Number, slot.Port));
        }

        return PlanCompiler.Compile(plan, [.. _ports.Select(_ => new PortInput { Running = true })]);
    }
}

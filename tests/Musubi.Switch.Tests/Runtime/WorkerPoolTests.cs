using Google.Protobuf;
using Musubi.Contracts.Plan;
using Musubi.Io.Counters;
using Musubi.Io.Memory;
using Musubi.Io.Polling;
using Musubi.Io.Ports;
using Musubi.Switch.Forwarding.Compile;
using Musubi.Switch.Runtime;
using Musubi.Switch.Tests.Control.Testbed;

namespace Musubi.Switch.Tests.Runtime;

/// <summary>Real workers over ports that a test drives.</summary>
public sealed class WorkerPoolTests : IDisposable
{
    private readonly EventFd _control = new();
    private readonly CounterMemory _counters = new(2);
    private readonly WorkerPool _pool;

    public WorkerPoolTests() => _pool = new WorkerPool(1, _control, 16);

    [Fact]
    public void A_port_is_disposed_of_only_when_the_turn_that_uses_it_has_ended()
    {
        using ManualResetEventSlim entered = new();
        using ManualResetEventSlim leave = new();
        ScriptedPort port = new((_, _) =>
        {
            entered.Set();
            leave.Wait();
            return 0;
        });
        Run(port);
        port.MakeReadable();
        Assert.True(entered.Wait(Deadline.Limit, TestContext.Current.CancellationToken));

        long serial = _pool.Swap(WorkerSnapshot.Empty(1), [new PortReception(0, 0, port)]);
        _pool.Sweep();
        Assert.False(_pool.Reached(serial));
        Assert.False(port.IsDisposed);

        leave.Set();
        Assert.True(Readiness.WaitReadable(_control.Descriptor, Deadline.Limit), "the worker told that it uses the new snapshot");
        Assert.True(_pool.Reached(serial));
        _pool.Sweep();
        Assert.True(port.IsDisposed);
    }

    [Fact]
    public void A_port_that_failed_is_told_to_control_and_the_worker_goes_on()
    {
        ScriptedPort port = new((_, _) => 0) { FaultToShow = PortFault.InterfaceGone };
        Run(port);
        port.MakeReadable();
        PortNotice notice = default;
        Deadline.Until(() => _pool.Workers[0].Notices.TryRead(out notice), "a notice");
        Assert.Equal((0, port), (notice.Slot, notice.Faulted));
        Assert.True(Readiness.WaitReadable(_control.Descriptor, TimeSpan.Zero));
        long serial = _pool.Swap(WorkerSnapshot.Empty(1), [new PortReception(0, 0, port)]);
        Deadline.Until(() => _pool.Reached(serial), "the worker goes on");
    }

    [Fact]
    public void A_turn_allocates_nothing()
    {
        const int WarmUp = 2_000;
        const int Measured = 20_000;
        int turns = 0;
        long start = 0;
        long allocated = -1;
        ScriptedPort port = new((arena, frames) =>
        {
            turns++;
            if (turns == WarmUp)
            {
                start = GC.GetAllocatedBytesForCurrentThread();
            }
            else if (turns == WarmUp + Measured)
            {
                Volatile.Write(ref allocated, GC.GetAllocatedBytesForCurrentThread() - start);
            }

            Span<byte> bytes = arena.Buffer(0);
            bytes[..6].Fill(0xff);
            ((ReadOnlySpan<byte>)[2, 0, 0, 0, 0, 1]).CopyTo(bytes[6..]);
            frames[0] = new ReceivedFrame { Data = arena.Slice(0, 0, 60) };
            return 1;
        });
        ScriptedPort other = new((_, _) => 0);
        Run(port, other);
        port.MakeReadable();
        Deadline.Until(() => Volatile.Read(ref allocated) >= 0, "enough turns");
        port.MakeQuiet();
        Assert.Equal(0, allocated);
        Assert.True(other.Sent > Measured, $"{other.Sent} broadcasts were delivered");
    }

    [Fact]
    public void A_worker_with_nothing_to_do_sleeps()
    {
        Worker worker = _pool.Workers[0];
        Deadline.Until(() => worker.Counters.Sleeps > 0, "it sleeps");
        long turns = worker.Counters.Turns;
        Assert.False(Deadline.Within(TimeSpan.FromMilliseconds(300), () => worker.Counters.Turns > turns + 1), "it takes turns");
    }

    public void Dispose()
    {
        _pool.Dispose();
        _counters.Dispose();
        _control.Dispose();
    }

    private void Run(params ScriptedPort[] ports)
    {
        SwitchPlan plan = new() { Generation = 1, Switches = { new PlannedSwitch { Key = 1, Mtu = 1500 } } };
        plan.Ports.AddRange(ports.Select((_, i) => new PlannedPort
        {
            Id = new Guid(i, 0, 0, new byte[8]).ToString("D"),
            SwitchKey = 1,
            Vnic = new VnicRole
            {
                Mac = ByteString.CopyFrom(2, 0, 0, 0, 0, (byte)(i + 1)),
                Vlan = new VlanSettings { None = new NoVlan() },
                Teaming = new TeamingSettings { Policy = TeamingPolicy.PortId },
            },
        }));
        PortInput[] inputs = [.. ports.Select(_ => new PortInput { Running = true })];
        WorkerView view = new()
        {
            Ports = ports,
            Counters = [.. ports.Select((_, i) => _counters[i])],
            Handles = [.. Enumerable.Range(0, ports.Length).Select(i => (long)i)],
            Polled = [],
            Paced = [],
            HasKernelPorts = true,
            Coming = [],
        };
        for (int i = 0; i < ports.Length; i++)
        {
            _pool.Attach(new PortReception(0, i, ports[i]));
        }

        long serial = _pool.Swap(new WorkerSnapshot(PlanCompiler.Compile(plan, inputs), [.. Enumerable.Range(0, ports.Length)], [view]), []);
        Deadline.Until(() => _pool.Reached(serial), "the snapshot is in use");
        // The worker may count as having it because it sleeps: let it say so before the test begins.
        Assert.True(Readiness.WaitReadable(_control.Descriptor, Deadline.Limit));
        _control.Drain();
    }
}

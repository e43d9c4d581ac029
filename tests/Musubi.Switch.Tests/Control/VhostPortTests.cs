using System.Diagnostics;
using Musubi.Contracts.Plan;
using Musubi.Io.Virtio;
using Musubi.Io.Virtio.Driver;
using Musubi.Switch.Tests.Control.Testbed;

namespace Musubi.Switch.Tests.Control;

/// <summary>A real data plane, whose guests are played over vhost-user.</summary>
public sealed class VhostPortTests : IDisposable
{
    private static readonly int[] Burst = [.. Enumerable.Range(0, 100)];

    private readonly Namespace _host = new("host");
    private readonly string _run = Directory.CreateTempSubdirectory("mrt-").FullName;
    private readonly List<IDisposable> _parts = [];
    private ulong _generation;
    private SwitchProcess _switch = null!;

    [Theory]
    [InlineData(1, true, false)]
    [InlineData(2, false, true)]
    public void Frames_pass_between_guests_whoever_listens(int workers, bool firstListens, bool packed)
    {
        DriverShape shape = packed ? new DriverShape { Features = new DriverShape().Features | VirtioFeatures.PackedRing } : new DriverShape();
        (Guest one, Guest other, FakeAgent agent) = Start(workers, firstListens, shape);
        Run(packed ? 0x8000_8000 : 0, one, other);
        Assert.Equal(Burst.Length, one.Send(other.Mac, Burst).Sent);
        Assert.Equal(Burst, other.Take(Burst.Length));
        other.Send(one.Mac, 7);
        Assert.Equal([7], one.Take(1));
        // Frames pass as soon as workers have the queues; that they do is told a moment later.
        Deadline.Until(() => new[] { one, other }.All(guest => agent.Status(guest.Port).LinkUp), "both links are told to be up");
    }

    [Fact]
    public void The_link_of_a_port_is_down_until_its_guest_s_queues_run()
    {
        (Guest one, Guest other, FakeAgent agent) = Start();
        Assert.False(agent.Status(one.Port).LinkUp);
        Run(0, one);
        Deadline.Until(() => agent.Status(one.Port).LinkUp, "the link comes up");
        one.Send(other.Mac, 1, 2);
        Deadline.Until(() => Counter(other, "drop-tx-link-down") >= 2, "frames to a guest that is not there are counted");
    }

    [Fact]
    public void A_front_end_that_calls_may_go_and_another_may_come()
    {
        (Guest one, Guest other, FakeAgent agent) = Start(listens: true);
        Run(0, one, other);
        for (int i = 0; i < 5; i++)
        {
            one.Disconnect();
            Deadline.Until(() => !agent.Status(one.Port).LinkUp, "the link goes down");
            Assert.Equal(PortState.Running, agent.Status(one.Port).State);
            Run(0, one);
            one.Send(other.Mac, i);
            Assert.Equal([i], other.Take(1));
        }
    }

    [Fact]
    public void A_port_whose_own_connection_broke_is_told_and_goes_on_with_another()
    {
        (Guest one, Guest other, FakeAgent agent) = Start(listens: false);
        Run(0, one, other);
        one.Disconnect();
        SwitchEvent told = agent.AwaitEvent(SwitchEvent.KindOneofCase.PortFaulted);
        Assert.Equal(one.Port.Id, told.PortFaulted.PortId);
        Assert.Equal("the front end closed the connection", told.PortFaulted.Reason);
        one.Offer(agent);
        Assert.Equal(PortState.Running, agent.Apply(Plan(one, other)).Ports.Single(port => port.PortId == one.Port.Id).State);
        Run(0, one);
        one.Send(other.Mac, 5);
        Assert.Equal([5], other.Take(1));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Guests_go_on_when_the_data_plane_was_killed_and_is_back(bool listens)
    {
        (Guest one, Guest other, FakeAgent agent) = Start(listens: listens);
        Run(0, one, other);
        one.Send(other.Mac, Burst);
        Assert.Equal(Burst, other.Take(Burst.Length));

        _switch.Kill();
        agent.Dispose();
        agent = StartSwitch(1, one, other);
        Run(0, one, other);
        one.Send(other.Mac, Burst);
        Assert.Equal(Burst, other.Take(Burst.Length));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_guest_that_breaks_its_queue_faults_its_own_port_and_may_come_back(bool shaped)
    {
        (Guest one, Guest other, FakeAgent agent) = Start(listens: false);
        if (shaped)
        {
            one.Port.Vnic.Shaping = new ShapingSettings { Ingress = new ShapingLimit { AverageBitsPerSecond = 1_000_000_000, PeakBitsPerSecond = 1_000_000_000, BurstBytes = 1_000_000 } };
            agent.Apply(Plan(one, other));
        }

        Run(0, one, other);
        ((SplitDriver)one.Driver.ToDevice).WriteIndex(40_000);
        one.Driver.Kick.Signal();
        SwitchEvent told = agent.AwaitEvent(SwitchEvent.KindOneofCase.PortFaulted);
        Assert.Equal(one.Port.Id, told.PortFaulted.PortId);
        Assert.Contains("AvailableIndex", told.PortFaulted.Reason, StringComparison.Ordinal);
        Assert.Equal(PortState.Faulted, agent.Status(one.Port).State);
        Assert.Equal(PortState.Running, agent.Status(other.Port).State);
        Assert.False(_switch.HasExited);
    }

    [Fact]
    public void An_agent_that_comes_back_finds_the_port_and_the_guest_undisturbed()
    {
        (Guest one, Guest other, FakeAgent agent) = Start(listens: false);
        Run(0, one, other);
        agent.Dispose();
        FakeAgent next = Track(new FakeAgent(_run));
        Assert.Equal([one.Port.Id, other.Port.Id], next.RequestDescriptors().Keys.Order());
        next.Apply(Plan(one, other));
        one.Send(other.Mac, 9);
        Assert.Equal([9], other.Take(1));
    }

    [Fact]
    public void A_guest_that_migrates_takes_its_MAC_with_it_without_a_word_from_the_agent()
    {
        (Guest other, Guest leaving, FakeAgent agent) = Start(listens: true);
        Guest arriving = Track(new Guest(3, listening: true));
        arriving.Port.Vnic.Mac = leaving.Port.Vnic.Mac;
        (leaving.Port.Vnic.Leaving, arriving.Port.Vnic.Mute) = (true, true);
        arriving.Offer(agent);
        agent.Apply(Plan(other, leaving, arriving));
        Run(0, other, leaving);
        Assert.True(agent.AwaitEvent(SwitchEvent.KindOneofCase.GuestMoved).GuestMoved.Here);
        other.Send(leaving.Mac, 1);
        Assert.Equal([1], leaving.Take(1));

        leaving.Disconnect();
        GuestMoved left = agent.AwaitEvent(SwitchEvent.KindOneofCase.GuestMoved).GuestMoved;
        Assert.Equal((leaving.Port.Id, false), (left.PortId, left.Here));
        Run(0, arriving);
        GuestMoved came = agent.AwaitEvent(SwitchEvent.KindOneofCase.GuestMoved).GuestMoved;
        Assert.Equal((arriving.Port.Id, true), (came.PortId, came.Here));
        other.Send(leaving.Mac, 3);
        Assert.Equal([3], arriving.Take(1));

        // It did not come after all: where it was it owns its MAC again.
        arriving.Disconnect();
        Assert.False(agent.AwaitEvent(SwitchEvent.KindOneofCase.GuestMoved).GuestMoved.Here);
        Run(0, leaving);
        Assert.True(agent.AwaitEvent(SwitchEvent.KindOneofCase.GuestMoved).GuestMoved.Here);
        other.Send(leaving.Mac, 4);
        Assert.Equal([4], leaving.Take(1));
    }

    [Fact]
    public void A_guest_that_migrates_has_of_its_burst_what_it_had_before()
    {
        const int Payload = 986;
        int[] numbers = [.. Enumerable.Range(0, 100)];
        Guest other = Track(new Guest(1, listening: true));
        Guest leaving = Track(new Guest(2, listening: true) { PayloadBytes = Payload });
        Guest arriving = Track(new Guest(3, listening: true) { PayloadBytes = Payload });
        arriving.Port.Vnic.Mac = leaving.Port.Vnic.Mac;
        arriving.Port.Vnic.Security.ForgedTransmits = true;
        (leaving.Port.Vnic.Leaving, arriving.Port.Vnic.Mute) = (true, true);
        foreach (Guest guest in new[] { leaving, arriving })
        {
            // One frame a second, and 128 at once after a pause.
            guest.Port.Vnic.Shaping = new ShapingSettings { Ingress = new ShapingLimit { AverageBitsPerSecond = 8_000, PeakBitsPerSecond = 1_000_000_000, BurstBytes = 128_000 } };
        }

        FakeAgent agent = StartSwitch(1, other, leaving);
        Run(0, other, leaving);
        Assert.True(agent.AwaitEvent(SwitchEvent.KindOneofCase.GuestMoved).GuestMoved.Here);
        leaving.Send(other.Mac, numbers);
        Assert.Equal(numbers, other.Take(numbers.Length));
        ShaperCredit told = agent.Status(leaving.Port).ShaperCredit;
        Assert.InRange(told.IngressBytes, 20_000u, 36_000u);
        Assert.Null(agent.Status(other.Port).ShaperCredit);

        arriving.Port.Vnic.Shaping.Awaited = told;
        arriving.Offer(agent);
        agent.Apply(Plan(other, leaving, arriving));
        leaving.Disconnect();
        Assert.False(agent.AwaitEvent(SwitchEvent.KindOneofCase.GuestMoved).GuestMoved.Here);
        Run(0, arriving);
        Assert.True(agent.AwaitEvent(SwitchEvent.KindOneofCase.GuestMoved).GuestMoved.Here);
        long start = Stopwatch.GetTimestamp();
        arriving.Send(other.Mac, numbers);
        int saved = (int)told.IngressBytes / 1000;
        int came = other.Take(saved).Count;
        came += other.Take(1).Count;
        Assert.InRange(came, saved + 1, saved + 2 + (int)Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    public void Dispose()
    {
        _parts.ForEach(part => part.Dispose());
        _switch?.Dispose();
        _host.Dispose();
        Directory.Delete(_run, true);
    }

    private (Guest One, Guest Other, FakeAgent Agent) Start(int workers = 1, bool listens = true, DriverShape? shape = null)
    {
        Guest one = Track(new Guest(1, listens, shape));
        Guest other = Track(new Guest(2, listening: true, shape));
        return (one, other, StartSwitch(workers, one, other));
    }

    private FakeAgent StartSwitch(int workers, Guest one, Guest other)
    {
        _switch?.Dispose();
        _switch = new SwitchProcess(_host, _run, workers);
        FakeAgent agent = Track(new FakeAgent(_run));
        one.Offer(agent);
        other.Offer(agent);
        PlanApplied applied = agent.Apply(Plan(one, other));
        Assert.All(applied.Ports, port => Assert.Equal(PortState.Running, port.State));
        return agent;
    }

    private static void Run(uint @base, params Guest[] guests) => Array.ForEach(guests, guest => guest.Start(@base));

    private SwitchPlan Plan(params Guest[] guests) => new()
    {
        Generation = ++_generation,
        Switches = { new PlannedSwitch { Key = 1, Id = new Guid(1, 3, 0, new byte[8]).ToString("D"), Name = "lab", Mtu = 1500 } },
        Ports = { guests.Select(guest => guest.Port.Clone()) },
    };

    private long Counter(Guest guest, string name) =>
        Io.Counters.CounterFileReader.Read(Path.Combine(_run, "counters")).Value(new Io.Counters.CounterKey(Guid.Parse(guest.Port.Id), guest.Port.Incarnation), name);

    private T Track<T>(T part)
        where T : IDisposable
    {
        _parts.Add(part);
        return part;
    }
}

using Musubi.Io.Polling;
using Musubi.Io.Tests.Support;
using Musubi.Io.Vhost.FrontEnd;
using Musubi.Io.Vhost.Protocol;
using Musubi.Io.Vhost.Session;
using Musubi.Io.Virtio;
using Musubi.Io.Virtio.Driver;

namespace Musubi.Io.Tests.Vhost.Session;

public sealed class VhostSessionTests
{
    private static readonly DriverShape Packed = new() { Features = new DriverShape().Features | VirtioFeatures.PackedRing };

    [Fact]
    public void Frames_pass_both_ways_once_memory_and_rings_are_set_up()
    {
        using SessionBed bed = new();
        Assert.False(bed.Events.Running);
        bed.Negotiate();
        Assert.True(bed.Events.Running);
        bed.AssertFramesPass();
    }

    [Fact]
    public void Packed_rings_serve_as_well()
    {
        using SessionBed bed = new(Packed);
        bed.Negotiate();
        bed.AssertFramesPass();
    }

    [Fact]
    public void Without_protocol_features_rings_are_enabled_from_the_start()
    {
        using SessionBed bed = new();
        bed.FrontEnd.SetFeatures((ulong)bed.Shape.Features);
        bed.FrontEnd.SetMemTable(SharedRegion.Of(bed.Memory));
        bed.FrontEnd.StartRing(0, bed.Driver.FromDevice, 0, bed.Driver.Kick, bed.Driver.Called);
        bed.FrontEnd.StartRing(1, bed.Driver.ToDevice, 0, bed.Driver.Kick, bed.Driver.Called);
        bed.AssertFramesPass();
    }

    [Fact]
    public void A_ring_that_is_disabled_carries_nothing_until_it_is_enabled_again()
    {
        using SessionBed bed = new();
        bed.Negotiate();
        bed.FrontEnd.SetVringEnable(0, false);
        Assert.Equal(1, bed.Near.Send(SentFrame.Small(1)).LinkDown);
        bed.FrontEnd.SetVringEnable(0, true);
        bed.AssertFramesPass();
    }

    [Fact]
    public void A_stopped_ring_tells_where_it_stands_and_goes_on_there()
    {
        using SessionBed bed = new();
        bed.Negotiate();
        bed.AssertFramesPass();
        bed.AssertFramesPass();
        uint toGuest = bed.FrontEnd.GetVringBase(0);
        uint fromGuest = bed.FrontEnd.GetVringBase(1);
        Assert.Equal(2u, toGuest);
        Assert.Equal(2u, fromGuest);
        Assert.False(bed.Events.Running);
        bed.StartRings(toGuest, fromGuest);
        bed.AssertFramesPass();
    }

    [Fact]
    public void A_packed_ring_that_was_stopped_goes_on_where_it_stood()
    {
        using SessionBed bed = new(Packed);
        bed.Negotiate();
        bed.AssertFramesPass();
        uint toGuest = bed.FrontEnd.GetVringBase(0);
        uint fromGuest = bed.FrontEnd.GetVringBase(1);
        bed.FrontEnd.StartRing(0, bed.Driver.FromDevice, toGuest, bed.Driver.Kick, bed.Driver.Called);
        bed.FrontEnd.StartRing(1, bed.Driver.ToDevice, fromGuest, bed.Driver.Kick, bed.Driver.Called);
        bed.AssertFramesPass();
    }

    [Fact]
    public void A_new_back_end_goes_on_where_the_used_index_stands_when_the_front_end_does_not_know()
    {
        using SessionBed bed = new();
        bed.Negotiate();
        bed.AssertFramesPass();
        bed.Session.Dispose();

        (var front, var back) = VhostSockets.Pair();
        using VhostSession again = new(back, bed.Port, bed.Barrier, bed.Events, new VhostSessionOptions());
        using VhostFrontEnd frontEnd = new(front) { Pump = again.Handle };
        frontEnd.SetFeatures((ulong)bed.Shape.Features);
        frontEnd.SetMemTable(SharedRegion.Of(bed.Memory));
        frontEnd.StartRing(0, bed.Driver.FromDevice, 0, bed.Driver.Kick, bed.Driver.Called);
        frontEnd.StartRing(1, bed.Driver.ToDevice, 0, bed.Driver.Kick, bed.Driver.Called);
        bed.AssertFramesPass();
    }

    [Fact]
    public void No_message_that_touches_a_running_port_is_heeded_before_the_workers_are_done()
    {
        using SessionBed bed = new();
        bed.Negotiate();
        bed.Barrier.AtOnce = false;
        bed.FrontEnd.Post(VhostRequest.SetMemTable, 0, new byte[8]);
        bed.FrontEnd.Post(VhostRequest.GetFeatures, 0, []);
        bed.Pump();

        Assert.True(bed.Session.AwaitsWorkers);
        Assert.Equal(1, bed.Near.Send(SentFrame.Small(1)).LinkDown);
        Assert.True(bed.Port.IsServed);
        bed.Session.Continue();
        Assert.True(bed.Session.AwaitsWorkers);
        Assert.False(Readiness.WaitReadable(bed.FrontEnd.PollDescriptor, TimeSpan.Zero));

        bed.Barrier.EndTurns();
        bed.Session.Continue();
        Assert.False(bed.Session.AwaitsWorkers);
        bed.FrontEnd.Answer(VhostRequest.GetFeatures).Dispose();
    }

    [Fact]
    public void A_front_end_that_closes_is_let_go_only_when_the_workers_are_done()
    {
        using SessionBed bed = new();
        bed.Negotiate();
        bed.Barrier.AtOnce = false;
        bed.FrontEnd.Dispose();
        bed.Session.Handle();

        Assert.True(bed.Session.AwaitsWorkers);
        Assert.Empty(bed.Events.Gone);
        bed.Barrier.EndTurns();
        bed.Session.Continue();
        Assert.True(bed.Session.Ended);
        Assert.Equal(VhostRefusal.None, bed.Reason);
        Assert.False(bed.Events.Running);
    }

    [Fact]
    public void Regions_come_and_go_one_at_a_time_while_rings_run()
    {
        using SessionBed bed = new();
        bed.Agree();
        Assert.InRange(bed.FrontEnd.GetMaxMemSlots(), 8ul, 509ul);
        bed.FrontEnd.AddMemReg(SharedRegion.Of(bed.Memory));
        bed.StartRings();
        bed.AssertFramesPass();

        bed.FrontEnd.RemMemReg(SharedRegion.Of(bed.Memory).Region);
        Assert.False(bed.Events.Running);
        bed.FrontEnd.AddMemReg(SharedRegion.Of(bed.Memory));
        Assert.True(bed.Events.Running);
        bed.AssertFramesPass();
    }

    [Fact]
    public void A_region_that_was_added_twice_is_there_until_it_was_removed_twice()
    {
        using SessionBed bed = new();
        bed.Agree();
        bed.FrontEnd.AddMemReg(SharedRegion.Of(bed.Memory));
        bed.FrontEnd.AddMemReg(SharedRegion.Of(bed.Memory));
        bed.StartRings();
        bed.FrontEnd.RemMemReg(SharedRegion.Of(bed.Memory).Region);
        bed.AssertFramesPass();
        bed.FrontEnd.RemMemReg(SharedRegion.Of(bed.Memory).Region);
        Assert.False(bed.Events.Running);
    }

    [Fact]
    public void Writes_are_logged_from_the_moment_that_the_front_end_asks_for_it()
    {
        using SessionBed bed = new();
        bed.Negotiate();
        bed.AssertFramesPass();
        const ulong PagesBelow = DriverMemory.GuestBase / 4096;
        ulong bytes = (PagesBelow + ((ulong)bed.Memory.Bytes / 4096) + 63) / 64 * 8;
        using var log = Musubi.Io.Memory.MemoryFile.Create("log", (long)(bytes + 4095) / 4096 * 4096);
        bed.FrontEnd.SetLogBase(log, new VhostLog(bytes, 0));
        Assert.Equal(0, LoggedPages(log));

        bed.FrontEnd.SetFeatures((ulong)(bed.Features | VirtioFeatures.LogAll));
        bed.FrontEnd.SetVringAddr(VhostFrontEnd.AddressOf(0, bed.Driver.FromDevice, logged: true));
        bed.FrontEnd.SetVringAddr(VhostFrontEnd.AddressOf(1, bed.Driver.ToDevice, logged: true));
        bed.AssertFramesPass();
        Assert.InRange(LoggedPages(log), 2, 4);

        bed.FrontEnd.SetFeatures((ulong)bed.Features);
        bed.AssertFramesPass();
    }

    [Fact]
    public void The_guest_s_address_is_announced_when_the_front_end_asks_for_it()
    {
        using SessionBed bed = new();
        bed.Agree();
        bed.FrontEnd.SendRarp([0x02, 0x11, 0x22, 0x33, 0x44, 0x55]);
        Assert.Equal(0x0211_2233_4455ul, Assert.Single(bed.Events.Announced));
    }

    [Fact]
    public void Several_queue_pairs_are_offered_and_served()
    {
        using SessionBed bed = new(options: new VhostSessionOptions { QueuePairs = 4 });
        bed.Agree();
        Assert.Equal(4ul, bed.FrontEnd.GetQueueNum());
        Assert.True(((VirtioFeatures)bed.FrontEnd.GetFeatures()).HasFlag(VirtioFeatures.MultiQueue));
        bed.FrontEnd.SetMemTable(SharedRegion.Of(bed.Memory));
        // The last pair alone: an odd ring comes from the guest, an even one goes to it.
        bed.FrontEnd.StartRing(6, bed.Driver.FromDevice, 0, bed.Driver.Kick, bed.Driver.Called);
        bed.FrontEnd.StartRing(7, bed.Driver.ToDevice, 0, bed.Driver.Kick, bed.Driver.Called);
        bed.FrontEnd.SetVringEnable(6, true);
        bed.FrontEnd.SetVringEnable(7, true);
        bed.AssertFramesPass();
    }

    [Fact]
    public void The_status_and_the_MTU_that_were_set_are_kept()
    {
        using SessionBed bed = new();
        bed.Agree();
        bed.FrontEnd.SetStatus(15);
        Assert.Equal(15ul, bed.FrontEnd.GetStatus());
        bed.FrontEnd.SetMtu(9_000);
        Assert.Empty(bed.Events.Gone);
    }

    [Fact]
    public void Memory_that_is_cut_short_under_a_running_port_ends_that_session_by_name_and_nothing_else()
    {
        using SessionBed bed = new(options: new VhostSessionOptions { AllowUnsealedMemory = true }, isSealed: false);
        bed.Negotiate();
        bed.AssertFramesPass();
        bed.Memory.Shrink(0);

        bed.Near.Send(SentFrame.Small(1));
        bed.Near.Drain();
        bed.Session.Continue();
        Assert.True(bed.Session.Ended);
        Assert.Equal(VhostRefusal.PortFaulted, bed.Reason);
        Assert.Equal("MemoryShrunk", bed.Events.Gone[0].Detail);
    }

    /// <summary>Bits set in the log's file.</summary>
    private static int LoggedPages(Native.FileDescriptor log)
    {
        using var handle = new Microsoft.Win32.SafeHandles.SafeFileHandle(log.Number, ownsHandle: false);
        byte[] bytes = new byte[RandomAccess.GetLength(handle)];
        RandomAccess.Read(handle, bytes, 0);
        return bytes.Sum(one => int.PopCount(one));
    }
}

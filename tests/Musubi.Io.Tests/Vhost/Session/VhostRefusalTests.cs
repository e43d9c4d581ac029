using System.Runtime.InteropServices;
using Musubi.Io.Memory;
using Musubi.Io.Native;
using Musubi.Io.Polling;
using Musubi.Io.Tests.Support;
using Musubi.Io.Vhost.FrontEnd;
using Musubi.Io.Vhost.Protocol;
using Musubi.Io.Vhost.Session;
using Musubi.Io.Virtio;
using Musubi.Io.Virtio.Driver;

namespace Musubi.Io.Tests.Vhost.Session;

/// <summary>What a front end may not do ends its session, by name, and harms nobody else.</summary>
[Collection(DescriptorCount.Name)]
public sealed class VhostRefusalTests : IDisposable
{
    private readonly SessionBed _bed = new();
    private readonly EventFdBox _signals = new(9);

    [Fact]
    public void A_header_of_another_version_is_refused()
    {
        Write([1, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0]);
        AssertRefused(VhostRefusal.BadHeader);
    }

    [Fact]
    public void An_answer_in_place_of_a_request_is_refused()
    {
        _bed.FrontEnd.Post(VhostRequest.GetFeatures, VhostHeader.Reply, []);
        AssertRefused(VhostRefusal.BadHeader);
    }

    [Fact]
    public void A_message_longer_than_any_is_refused_before_it_is_read()
    {
        Write([1, 0, 0, 0, 1, 0, 0, 0, 0xff, 0xff, 0xff, 0x7f]);
        AssertRefused(VhostRefusal.MessageTooLong);
    }

    [Fact]
    public void A_message_that_is_cut_short_is_named_when_the_front_end_closes()
    {
        Write([1, 0, 0, 0, 1, 0, 0, 0, 8, 0, 0, 0, 1, 2]);
        _bed.FrontEnd.Dispose();
        AssertRefused(VhostRefusal.MessageCutShort);
    }

    [Fact]
    public void A_message_that_comes_byte_by_byte_is_taken_when_it_is_whole()
    {
        byte[] message = [1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0];
        foreach (byte one in message)
        {
            Write([one]);
            _bed.Pump();
        }

        _bed.FrontEnd.Answer(VhostRequest.GetFeatures).Dispose();
    }

    [Theory]
    [InlineData(9)]
    [InlineData(200)]
    public void More_descriptors_than_a_message_may_carry_are_refused_and_closed(int count)
    {
        int before = OpenDescriptors();
        int[] many = [.. Enumerable.Range(0, count).Select(i => _signals.All[i % 9].Number)];
        _bed.FrontEnd.Post(VhostRequest.SetVringCall, 0, new byte[8], many);
        AssertRefused(VhostRefusal.TooManyDescriptors);
        Assert.True(OpenDescriptors() < before, "descriptors stayed open");
    }

    [Fact]
    public void Surplus_descriptors_of_a_good_message_are_closed()
    {
        int before = OpenDescriptors();
        _bed.FrontEnd.Post(VhostRequest.SetOwner, 0, [], [.. _signals.All.Take(8).Select(one => one.Number)]);
        _bed.Pump();
        Assert.Equal(before, OpenDescriptors());
        Assert.Empty(_bed.Events.Gone);
    }

    [Theory]
    [InlineData(VhostRequest.SetFeatures, 4, VhostRefusal.BadPayloadSize)]
    [InlineData(VhostRequest.SetVringNum, 16, VhostRefusal.BadPayloadSize)]
    [InlineData(VhostRequest.SetVringAddr, 8, VhostRefusal.BadPayloadSize)]
    [InlineData(VhostRequest.GetVringBase, 0, VhostRefusal.BadPayloadSize)]
    [InlineData(VhostRequest.SetMemTable, 7, VhostRefusal.BadPayloadSize)]
    [InlineData(VhostRequest.SetMemTable, 9, VhostRefusal.BadPayloadSize)]
    [InlineData(VhostRequest.AddMemReg, 32, VhostRefusal.BadPayloadSize)]
    [InlineData(VhostRequest.AddMemReg, 40, VhostRefusal.BadDescriptorCount)]
    [InlineData(VhostRequest.SetVringKick, 0, VhostRefusal.BadPayloadSize)]
    [InlineData(VhostRequest.SetVringKick, 8, VhostRefusal.BadDescriptorCount)]
    [InlineData(VhostRequest.SetLogBase, 8, VhostRefusal.BadPayloadSize)]
    [InlineData(VhostRequest.SetLogBase, 16, VhostRefusal.BadDescriptorCount)]
    [InlineData(VhostRequest.NetSetMtu, 8, VhostRefusal.BadMtu)]
    [InlineData(VhostRequest.SetVringNum, 8, VhostRefusal.BadRingSize)]
    [InlineData(VhostRequest.RemMemReg, 40, VhostRefusal.NoSuchRegion)]
    [InlineData(VhostRequest.IotlbMsg, 0, VhostRefusal.UnsupportedRequest)]
    [InlineData(VhostRequest.SetBackendReqFd, 0, VhostRefusal.UnsupportedRequest)]
    [InlineData(VhostRequest.PostcopyAdvise, 0, VhostRefusal.UnsupportedRequest)]
    [InlineData((VhostRequest)0, 0, VhostRefusal.UnsupportedRequest)]
    [InlineData((VhostRequest)77, 0, VhostRefusal.UnsupportedRequest)]
    public void Zeroes_of_the_wrong_length_or_in_the_wrong_place_are_refused(VhostRequest request, int bytes, VhostRefusal reason)
    {
        _bed.Agree();
        _bed.FrontEnd.Post(request, 0, new byte[bytes]);
        AssertRefused(reason);
    }

    [Fact]
    public void Features_that_were_not_offered_are_refused()
    {
        Assert.Throws<FrontEndException>(() => Agreed().FrontEnd.SetFeatures(1ul << 33));
        AssertRefused(VhostRefusal.FeatureNotOffered);
        Assert.Equal("SetFeatures: 0x200000000", _bed.Events.Gone[0].Detail);
    }

    [Fact]
    public void Protocol_features_that_were_not_offered_are_refused()
    {
        Assert.Throws<FrontEndException>(() => Agreed().FrontEnd.SetProtocolFeatures(VhostProtocolFeatures.PageFault));
        AssertRefused(VhostRefusal.ProtocolFeatureNotOffered);
    }

    [Fact]
    public void Rings_that_the_port_does_not_have_are_refused()
    {
        Assert.Throws<FrontEndException>(() => Agreed().FrontEnd.SetVringNum(2, 256));
        AssertRefused(VhostRefusal.NoSuchRing);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(65_536)]
    public void A_ring_of_an_impossible_size_is_refused(int size)
    {
        Assert.Throws<FrontEndException>(() => Agreed().FrontEnd.SetVringNum(0, size));
        AssertRefused(VhostRefusal.BadRingSize);
    }

    [Fact]
    public void A_split_ring_whose_size_is_no_power_of_two_is_refused_when_it_starts()
    {
        Agreed().FrontEnd.SetMemTable(SharedRegion.Of(_bed.Memory));
        _bed.FrontEnd.SetVringNum(0, 100);
        _bed.FrontEnd.SetVringAddr(VhostFrontEnd.AddressOf(0, _bed.Driver.FromDevice));
        _bed.FrontEnd.SetVringKick(0, _bed.Driver.Kick);
        Assert.Throws<FrontEndException>(() => _bed.FrontEnd.SetVringEnable(0, true));
        AssertRefused(VhostRefusal.BadRingSize);
    }

    [Theory]
    [InlineData(0x6fff_ffff_ff00ul)]
    [InlineData(ulong.MaxValue - 15)]
    [InlineData(DriverMemory.UserBase + 1)]
    public void A_ring_outside_of_memory_or_misaligned_is_refused(ulong descriptors)
    {
        _bed.Negotiate();
        VringAddress address = VhostFrontEnd.AddressOf(0, _bed.Driver.FromDevice) with { Descriptors = descriptors };
        Assert.Throws<FrontEndException>(() => _bed.FrontEnd.SetVringAddr(address));
        AssertRefused(VhostRefusal.BadRingAddress);
    }

    [Fact]
    public void A_pipe_in_place_of_an_eventfd_is_refused()
    {
        using FileDescriptor file = MemoryFile.Create("no-eventfd", 4096);
        Agreed().FrontEnd.Post(VhostRequest.SetVringKick, 0, new byte[8], file.Number);
        AssertRefused(VhostRefusal.NotAnEventDescriptor);
    }

    [Fact]
    public void Memory_that_can_be_cut_short_is_refused_unless_it_is_allowed()
    {
        using SessionBed bed = new(isSealed: false);
        bed.Agree();
        Assert.Throws<FrontEndException>(() => bed.FrontEnd.SetMemTable(SharedRegion.Of(bed.Memory)));
        Assert.Equal(VhostRefusal.MemoryNotSealed, bed.Reason);

        using SessionBed allowed = new(options: new VhostSessionOptions { AllowUnsealedMemory = true }, isSealed: false);
        allowed.Negotiate();
        allowed.AssertFramesPass();
    }

    [Fact]
    public void A_file_that_is_not_memory_is_refused_even_where_unsealed_memory_is_allowed()
    {
        using SessionBed bed = new(options: new VhostSessionOptions { AllowUnsealedMemory = true });
        bed.Agree();
        // Any file that is neither on tmpfs nor of huge pages: the kernel's own.
        using var maps = File.OpenHandle("/proc/self/maps");
        using FileDescriptor file = Copy(maps);
        SharedRegion region = new(file, new VhostMemoryRegion(0, 4096, 0, 0));
        Assert.Throws<FrontEndException>(() => bed.FrontEnd.AddMemReg(region));
        Assert.Equal(VhostRefusal.FileIsNotMemory, bed.Reason);
    }

    [Theory]
    [InlineData(DriverMemory.GuestBase, 0ul, 0ul)]
    [InlineData(DriverMemory.GuestBase, ulong.MaxValue, 0ul)]
    [InlineData(ulong.MaxValue - 4096, 8192ul, 0ul)]
    [InlineData(DriverMemory.GuestBase, 4096ul, 1ul << 39)]
    public void A_region_that_is_empty_wraps_or_ends_behind_its_file_is_refused(ulong guest, ulong bytes, ulong offset)
    {
        SharedRegion region = new(_bed.Memory.Descriptor, new VhostMemoryRegion(guest, bytes, DriverMemory.UserBase, offset));
        Assert.Throws<FrontEndException>(() => Agreed().FrontEnd.AddMemReg(region));
        AssertRefused(VhostRefusal.BadMemory);
    }

    [Fact]
    public void Regions_that_overlap_are_refused()
    {
        SharedRegion all = SharedRegion.Of(_bed.Memory);
        SharedRegion part = all with { Region = all.Region with { GuestAddress = all.Region.GuestAddress + 4096, UserAddress = 0x10000 } };
        Agreed().FrontEnd.AddMemReg(all);
        Assert.Throws<FrontEndException>(() => _bed.FrontEnd.AddMemReg(part));
        AssertRefused(VhostRefusal.BadMemory);
    }

    [Fact]
    public void More_regions_than_the_port_takes_are_refused()
    {
        ulong most = Agreed().FrontEnd.GetMaxMemSlots();
        SharedRegion first = new(_bed.Memory.Descriptor, new VhostMemoryRegion(0, 4096, 0, 0));
        for (ulong i = 0; i < most; i++)
        {
            _bed.FrontEnd.AddMemReg(first with { Region = new VhostMemoryRegion(i << 20, 4096, i << 20, 0) });
        }

        Assert.Throws<FrontEndException>(() => _bed.FrontEnd.AddMemReg(first with { Region = new VhostMemoryRegion(most << 20, 4096, most << 20, 0) }));
        AssertRefused(VhostRefusal.TooManyRegions);
    }

    [Fact]
    public void Regions_that_would_take_too_many_of_the_process_s_addresses_are_refused()
    {
        using FileDescriptor file = MemoryFile.Create("vast", 1L << 40);
        MemoryFile.Seal(file, MemoryFile.SealShrink);
        SharedRegion vast = new(file, new VhostMemoryRegion(0, 1ul << 39, 0, 1ul << 39));
        Agreed().FrontEnd.AddMemReg(vast);
        _bed.FrontEnd.AddMemReg(vast with { Region = vast.Region with { GuestAddress = 1ul << 50, UserAddress = 1ul << 50 } });
        Assert.Throws<FrontEndException>(() => _bed.FrontEnd.AddMemReg(vast with { Region = vast.Region with { GuestAddress = 1ul << 51, UserAddress = 1ul << 51 } }));
        AssertRefused(VhostRefusal.BadMemory);
    }

    [Fact]
    public void A_table_that_promises_more_regions_than_it_has_is_refused()
    {
        byte[] payload = new byte[8 + 32];
        MemoryMarshal.Write(payload, 2u);
        Agreed().FrontEnd.Post(VhostRequest.SetMemTable, 0, payload, _bed.Memory.Descriptor.Number, _bed.Memory.Descriptor.Number);
        AssertRefused(VhostRefusal.BadPayloadSize);
    }

    [Theory]
    [InlineData(0ul, 0ul)]
    [InlineData(4096ul, 1ul << 40)]
    [InlineData(8192ul, 0ul)]
    public void A_log_that_is_empty_or_ends_behind_its_file_is_refused(ulong bytes, ulong offset)
    {
        using FileDescriptor file = MemoryFile.Create("log", 4096);
        Assert.Throws<FrontEndException>(() => Agreed().FrontEnd.SetLogBase(file, new VhostLog(bytes, offset)));
        AssertRefused(VhostRefusal.BadMemory);
    }

    [Fact]
    public void A_front_end_that_reads_no_answers_is_let_go_when_its_socket_is_full()
    {
        for (int i = 0; i < 100_000 && !_bed.Session.Ended; i++)
        {
            if (!_bed.FrontEnd.Channel.TrySend(VhostRequest.GetFeatures, 0, []))
            {
                break;
            }

            _bed.Pump();
        }

        AssertRefused(VhostRefusal.ReplyNotTaken);
    }

    [Fact]
    public void A_guest_that_breaks_its_ring_ends_the_session_by_name_and_the_error_descriptor_tells_the_front_end()
    {
        using EventFd error = new();
        _bed.Negotiate();
        _bed.FrontEnd.SetVringErr(1, error);
        SplitDriver ring = (SplitDriver)_bed.Driver.ToDevice;
        ring.WriteIndex(60_000);
        _bed.Near.Drain();
        _bed.Session.Continue();
        Assert.True(_bed.Session.Ended);
        Assert.Equal((VhostRefusal.PortFaulted, "AvailableIndex"), Assert.Single(_bed.Events.Gone));
        Assert.True(Readiness.WaitReadable(error.Descriptor, TimeSpan.Zero));
    }

    public void Dispose()
    {
        _bed.Dispose();
        _signals.Dispose();
    }

    private static FileDescriptor Copy(Microsoft.Win32.SafeHandles.SafeFileHandle file)
    {
        FileDescriptor borrowed = new((int)file.DangerousGetHandle());
        FileDescriptor copy = borrowed.Duplicate();
        borrowed.SetHandleAsInvalid();
        return copy;
    }

    private static int OpenDescriptors() => Directory.GetFiles("/proc/self/fd").Length;

    private SessionBed Agreed()
    {
        _bed.Agree();
        return _bed;
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        using var handle = new Microsoft.Win32.SafeHandles.SafeFileHandle(_bed.FrontEnd.PollDescriptor, ownsHandle: false);
        using FileStream stream = new(handle, FileAccess.Write, 0);
        stream.Write(bytes);
    }

    private void AssertRefused(VhostRefusal reason)
    {
        _bed.Pump();
        Assert.True(_bed.Session.Ended);
        Assert.Equal(reason, _bed.Reason);
        // The front end sees the end of its connection.
        Assert.True(_bed.FrontEnd.Channel.Socket.IsClosed || Readiness.WaitReadable(_bed.FrontEnd.PollDescriptor, TimeSpan.Zero));
    }
}

using Musubi.Io.Memory;
using Musubi.Io.Ports;
using Musubi.Io.Tests.Support;
using Musubi.Io.Tests.Vhost;
using Musubi.Io.Virtio;
using Musubi.Io.Virtio.Driver;

namespace Musubi.Io.Tests.Virtio;

/// <summary>What a driver can write into a split ring to break its device, each with the name that the fault must bear.</summary>
public sealed class HostileSplitTests : IDisposable
{
    private const int Next = SplitDescriptor.Next;
    private const int Indirect = SplitDescriptor.Indirect;
    private const int Turned = SplitDescriptor.Writable;
    private const uint Entry = 16;

    /// <summary>Wrong in either direction. Descriptor 0 is what the device gets to first.</summary>
    private static readonly Dictionary<string, (QueueFault Fault, Action<RawSplitRing> Write)> Sins = new()
    {
        ["index ahead by more than the ring"] = (QueueFault.AvailableIndex, ring => ring.Jump(RawSplitRing.Size + 1)),
        ["index gone back"] = (QueueFault.AvailableIndex, ring => ring.Jump(ushort.MaxValue)),
        ["head that the table lacks"] = (QueueFault.HeadOutOfRange, ring => ring.Offer(RawSplitRing.Size)),
        ["largest head"] = (QueueFault.HeadOutOfRange, ring => ring.Offer(ushort.MaxValue)),
        ["circle of one"] = (QueueFault.ChainTooLong, ring => Circle(ring, 1)),
        ["circle of two"] = (QueueFault.ChainTooLong, ring => Circle(ring, 2)),
        ["circle of all"] = (QueueFault.ChainTooLong, ring => Circle(ring, RawSplitRing.Size)),
        ["next that the table lacks"] = (QueueFault.NextOutOfRange, ring => ring.Set(0, ring.Data, 20, Next, RawSplitRing.Size)),
        ["largest next"] = (QueueFault.NextOutOfRange, ring => ring.Set(0, ring.Data, 20, Next, ushort.MaxValue)),
        ["address zero"] = (QueueFault.AddressOutOfRange, ring => ring.Set(0, 0, 100)),
        ["address right behind memory"] = (QueueFault.AddressOutOfRange, ring => ring.Set(0, ring.End, 100)),
        ["one byte past memory"] = (QueueFault.AddressOutOfRange, ring => ring.Set(0, ring.End - 2047, 2048)),
        ["one byte before memory"] = (QueueFault.AddressOutOfRange, ring => ring.Set(0, DriverMemory.GuestBase - 1, 2048)),
        ["length of four gigabytes"] = (QueueFault.AddressOutOfRange, ring => ring.Set(0, ring.Data, uint.MaxValue)),
        ["address and length that overflow"] = (QueueFault.AddressOutOfRange, ring => ring.Set(0, ulong.MaxValue - 10, 100)),
        ["second piece outside"] = (QueueFault.AddressOutOfRange, ring => Two(ring, ring.End, 100)),
        ["wrong direction"] = (QueueFault.WrongDirection, ring => ring.Set(0, ring.Data, 100, Turned)),
        ["direction that turns in the chain"] = (QueueFault.WrongDirection, ring => Two(ring, ring.Data, 100, Turned)),
        ["indirect of no entries"] = (QueueFault.BadIndirect, ring => ring.Refer(0, 0)),
        ["indirect of half an entry"] = (QueueFault.BadIndirect, ring => ring.Refer(0, Entry + 8)),
        ["indirect of too many entries"] = (QueueFault.BadIndirect, ring => ring.Refer(0, 1025 * Entry)),
        ["indirect of four gigabytes"] = (QueueFault.BadIndirect, ring => ring.Refer(0, uint.MaxValue - 15)),
        ["indirect table outside"] = (QueueFault.BadIndirect, ring => ring.Set(0, ring.End - 8, Entry, Indirect)),
        ["indirect that goes on"] = (QueueFault.BadIndirect, ring => ring.Refer(0, Entry, Next)),
        ["indirect within indirect"] = (QueueFault.BadIndirect, ring => Nest(ring, 0)),
        ["indirect within indirect, later"] = (QueueFault.BadIndirect, ring => Nest(ring, 1)),
        ["circle within an indirect table"] = (QueueFault.ChainTooLong, ring => InTable(ring, 2, next: 0)),
        ["next that the indirect table lacks"] = (QueueFault.NextOutOfRange, ring => InTable(ring, 3, next: 3)),
        ["address outside in an indirect table"] = (QueueFault.AddressOutOfRange, ring => LastOfTable(ring, ring.End)),
    };

    private static readonly Dictionary<string, Action<RawSplitRing>> Headless = new()
    {
        ["no bytes"] = ring => ring.Set(0, ring.Data, 0),
        ["a byte less than a header"] = ring => ring.Set(0, ring.Data, 11),
        ["two pieces shorter than a header"] = ring =>
        {
            ring.Set(0, ring.Data, 5, Next, 1);
            ring.Set(1, ring.Data, 6);
        },
    };

    private VhostBed _bed = new(RawSplitRing.Shape());

    public static TheoryData<string, bool> AllSins
    {
        get
        {
            TheoryData<string, bool> rows = [];
            foreach (string sin in Sins.Keys)
            {
                rows.Add(sin, false);
                rows.Add(sin, true);
            }

            return rows;
        }
    }

    public static TheoryData<string> AllHeadless => [.. Headless.Keys];

    [Theory]
    [MemberData(nameof(AllSins))]
    public void A_broken_ring_is_a_named_fault_of_its_port_and_is_not_used_again(string sin, bool toGuest)
    {
        RawSplitRing ring = new(_bed, toGuest);
        ring.Offer(0);
        Sins[sin].Write(ring);
        using PortDriver near = new(_bed.Port);
        if (toGuest)
        {
            TransmitTally tally = near.Send(SentFrame.Small(1), SentFrame.Small(2));
            Assert.Equal((0, 2), (tally.Sent, tally.LinkDown));
        }
        else
        {
            Assert.Equal(0, near.Drain());
        }

        Assert.Equal((PortFault.GuestBrokeRules, Sins[sin].Fault), (_bed.Port.Fault, _bed.Port.QueueFault));
        // Mended too late: the queue is out of use until a front end sets it up anew.
        ring.Set(0, ring.Data, 100);
        ring.Offer(0);
        Assert.Equal(0, near.Drain());
        Assert.Equal(1, near.Send(SentFrame.Small(3)).LinkDown);
    }

    [Theory]
    [MemberData(nameof(AllHeadless))]
    public void A_frame_without_a_whole_header_is_a_fault(string shape)
    {
        RawSplitRing ring = new(_bed, toGuest: false);
        Headless[shape](ring);
        ring.Offer(0);
        using PortDriver near = new(_bed.Port);
        Assert.Equal(0, near.Drain());
        Assert.Equal(QueueFault.NoRoomForHeader, _bed.Port.QueueFault);
    }

    [Fact]
    public void Indirect_tables_that_were_not_agreed_on_are_a_fault()
    {
        _bed.Dispose();
        _bed = new VhostBed(RawSplitRing.Shape(without: VirtioFeatures.IndirectDescriptors));
        RawSplitRing ring = new(_bed, toGuest: false);
        ring.Refer(0, Entry);
        ring.SetInTable(0, ring.Data, 100);
        ring.Offer(0);
        using PortDriver near = new(_bed.Port);
        Assert.Equal(0, near.Drain());
        Assert.Equal(QueueFault.BadIndirect, _bed.Port.QueueFault);
    }

    [Fact]
    public void Frames_before_the_broken_one_are_still_delivered_and_given_back()
    {
        RawSplitRing ring = new(_bed, toGuest: false);
        ring.Set(0, ring.Data, 12 + 60);
        ring.Set(1, ring.End, 12 + 60);
        ring.Offer(0, 0, 1, 0);
        using PortDriver near = new(_bed.Port);
        Assert.Equal(2, near.Take(2).Count);
        Assert.Equal(0, near.Drain());
        Assert.Equal(QueueFault.AddressOutOfRange, _bed.Port.QueueFault);
        Assert.Equal(2, ((SplitDriver)_bed.Driver.ToDevice).UsedCount);
    }

    [Fact]
    public void A_chain_as_long_as_the_table_is_served()
    {
        RawSplitRing ring = new(_bed, toGuest: false);
        for (int i = 0; i < RawSplitRing.Size; i++)
        {
            ring.Set(i, ring.Data, 12, i < RawSplitRing.Size - 1 ? Next : 0, i + 1);
        }

        ring.Offer(0);
        using PortDriver near = new(_bed.Port);
        Assert.Equal((RawSplitRing.Size - 1) * 12, near.TakeOne().Bytes.Length);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_frame_longer_than_any_is_told_as_truncated_and_harms_nobody(bool scattered)
    {
        _bed.Dispose();
        _bed = new VhostBed(RawSplitRing.Shape() with { SendBuffers = 4 });
        RawSplitRing ring = new(_bed, toGuest: false);
        ulong start = DriverMemory.GuestBase;
        ring.Set(0, start, 100_000, scattered ? Next : 0, 1);
        ring.Set(1, start, 100_000, scattered ? Next : 0, 2);
        ring.Set(2, start, 100_000);
        ring.Offer(0);
        using FrameArena arena = new(1);
        ReceivedFrame[] frames = new ReceivedFrame[1];
        Assert.Equal(1, _bed.Port.Receive(frames, arena));
        Assert.True(frames[0].Truncated);
        Assert.InRange(frames[0].Data.Length, 65_535, FrameArena.BufferBytes);
        Assert.Equal(PortFault.None, _bed.Port.Fault);
    }

    public void Dispose() => _bed.Dispose();

    private static void Circle(RawSplitRing ring, int length)
    {
        for (int i = 0; i < length; i++)
        {
            ring.Set(i, ring.Data, 20, Next, (i + 1) % length);
        }
    }

    private static void Two(RawSplitRing ring, ulong address, uint length, int flags = 0)
    {
        ring.Set(0, ring.Data, 20, Next, 1);
        ring.Set(1, address, length, flags);
    }

    private static void Nest(RawSplitRing ring, int at)
    {
        ring.Refer(0, 2 * Entry);
        ring.SetInTable(0, ring.Data, 20, Next, 1);
        ring.SetInTable(at, ring.Table, Entry, Indirect);
    }

    private static void InTable(RawSplitRing ring, uint entries, int next)
    {
        ring.Refer(0, entries * Entry);
        ring.SetInTable(0, ring.Data, 20, Next, 1);
        ring.SetInTable(1, ring.Data, 20, Next, next);
    }

    private static void LastOfTable(RawSplitRing ring, ulong address)
    {
        InTable(ring, 2, 0);
        ring.SetInTable(1, address, 20);
    }
}

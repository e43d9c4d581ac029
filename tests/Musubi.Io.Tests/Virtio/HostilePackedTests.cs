using System.Runtime.InteropServices;
using Musubi.Io.Ports;
using Musubi.Io.Tests.Support;
using Musubi.Io.Tests.Vhost;
using Musubi.Io.Virtio;
using Musubi.Io.Virtio.Driver;

namespace Musubi.Io.Tests.Virtio;

/// <summary>What a driver can write into a packed ring to break its device, each with the name that the fault must bear.</summary>
public sealed class HostilePackedTests : IDisposable
{
    private const int Size = 8;
    private const int Next = PackedDescriptor.Next;
    private const int Indirect = PackedDescriptor.Indirect;
    private const int Turned = PackedDescriptor.Writable;
    private const uint Entry = 16;

    private static readonly Dictionary<string, (QueueFault Fault, Action<HostilePackedTests> Write)> Sins = new()
    {
        ["address zero"] = (QueueFault.AddressOutOfRange, ring => ring.Set(0, 0, 100)),
        ["one byte past memory"] = (QueueFault.AddressOutOfRange, ring => ring.Set(0, ring.End - 2047, 2048)),
        ["length of four gigabytes"] = (QueueFault.AddressOutOfRange, ring => ring.Set(0, ring.Data, uint.MaxValue)),
        ["address and length that overflow"] = (QueueFault.AddressOutOfRange, ring => ring.Set(0, ulong.MaxValue - 10, 100)),
        ["second piece outside"] = (QueueFault.AddressOutOfRange, ring => ring.Two(ring.End, 0)),
        ["wrong direction"] = (QueueFault.WrongDirection, ring => ring.Set(0, ring.Data, 100, Turned)),
        ["direction that turns in the chain"] = (QueueFault.WrongDirection, ring => ring.Two(ring.Data, Turned)),
        ["buffer id that the queue lacks"] = (QueueFault.BufferIdOutOfRange, ring => ring.Set(0, ring.Data, 100, id: Size)),
        ["largest buffer id"] = (QueueFault.BufferIdOutOfRange, ring => ring.Set(0, ring.Data, 100, id: ushort.MaxValue)),
        ["chain over the whole ring that goes on"] = (QueueFault.ChainTooLong, ring => ring.All(Next)),
        ["indirect of no entries"] = (QueueFault.BadIndirect, ring => ring.Set(0, ring.Table, 0, Indirect)),
        ["indirect of half an entry"] = (QueueFault.BadIndirect, ring => ring.Set(0, ring.Table, Entry + 8, Indirect)),
        ["indirect of too many entries"] = (QueueFault.BadIndirect, ring => ring.Set(0, ring.Table, 1025 * Entry, Indirect)),
        ["indirect table outside"] = (QueueFault.BadIndirect, ring => ring.Set(0, ring.End - 8, Entry, Indirect)),
        ["indirect that goes on"] = (QueueFault.BadIndirect, ring => ring.Set(0, ring.Table, Entry, Indirect | Next)),
        ["indirect at the end of a chain"] = (QueueFault.BadIndirect, ring => ring.Two(ring.Table, Indirect)),
        ["indirect within indirect"] = (QueueFault.BadIndirect, ring => ring.Nest(0)),
        ["indirect within indirect, later"] = (QueueFault.BadIndirect, ring => ring.Nest(1)),
    };

    private readonly VhostBed _bed = new(RawSplitRing.Shape() with { Features = new DriverShape().Features | VirtioFeatures.PackedRing });
    private readonly int _table;
    private readonly int _data;
    private bool _toGuest;

    public HostilePackedTests()
    {
        _table = _bed.Memory.Allocate(2048 * (int)Entry, 64);
        _data = _bed.Memory.Allocate(4096, 64);
    }

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

    private ulong Data => DriverMemory.GuestBase + (ulong)_data;

    private ulong Table => DriverMemory.GuestBase + (ulong)_table;

    private ulong End => DriverMemory.GuestBase + (ulong)_bed.Memory.Bytes;

    private PackedDriver Ring => (PackedDriver)(_toGuest ? _bed.Driver.FromDevice : _bed.Driver.ToDevice);

    [Theory]
    [MemberData(nameof(AllSins))]
    public void A_broken_ring_is_a_named_fault_of_its_port_and_is_not_used_again(string sin, bool toGuest)
    {
        _toGuest = toGuest;
        Sins[sin].Write(this);
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
        Set(0, Data, 100);
        Assert.Equal(0, near.Drain());
        Assert.Equal(1, near.Send(SentFrame.Small(3)).LinkDown);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(11)]
    public void A_frame_without_a_whole_header_is_a_fault(uint bytes)
    {
        Set(0, Data, bytes);
        using PortDriver near = new(_bed.Port);
        Assert.Equal(0, near.Drain());
        Assert.Equal(QueueFault.NoRoomForHeader, _bed.Port.QueueFault);
    }

    [Fact]
    public void The_id_of_a_chain_is_that_of_its_last_descriptor()
    {
        Set(0, Data, 12, Next, id: ushort.MaxValue);
        Set(1, Data, 60, id: 5);
        using PortDriver near = new(_bed.Port);
        Assert.Equal(60, near.TakeOne().Bytes.Length);
        Assert.Equal(5, Ring.Descriptor(0).Id);
        Assert.Equal(PortFault.None, _bed.Port.Fault);
    }

    [Fact]
    public void A_ring_in_which_all_stays_available_is_served_and_bounded()
    {
        // A driver that never takes back and turns the wrap bits under the device: each turn ends, and the port goes on.
        using PortDriver near = new(_bed.Port);
        for (int lap = 0; lap < 6; lap++)
        {
            for (int i = 0; i < Size; i++)
            {
                Set(i, Data, 72, id: i, wrap: lap % 2 == 0);
            }

            Assert.Equal(Size, near.Drain());
            _bed.Port.Complete();
        }

        Assert.Equal(PortFault.None, _bed.Port.Fault);
    }

    public void Dispose() => _bed.Dispose();

    private void Set(int index, ulong address, uint length, int flags = 0, int id = 0, bool wrap = true) => Ring.Descriptor(index) = new PackedDescriptor
    {
        Address = address,
        Length = length,
        Id = (ushort)id,
        Flags = (ushort)((_toGuest ? Turned : 0) ^ flags | (wrap ? PackedDescriptor.Available : PackedDescriptor.Used)),
    };

    private void Two(ulong address, int flags)
    {
        Set(0, Data, 20, Next);
        Set(1, address, 32, flags);
    }

    private void All(int flags)
    {
        for (int i = 0; i < Size; i++)
        {
            Set(i, Data, 20, flags);
        }
    }

    private void Nest(int at)
    {
        Set(0, Table, 2 * Entry, Indirect);
        Span<PackedDescriptor> table = MemoryMarshal.Cast<byte, PackedDescriptor>(_bed.Memory.Slice(_table, 2 * (int)Entry));
        table.Fill(new PackedDescriptor { Address = Data, Length = 20, Flags = (ushort)(_toGuest ? Turned : 0) });
        table[at].Flags |= Indirect;
    }
}

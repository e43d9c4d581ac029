using System.Runtime.InteropServices;
using Musubi.Io.Memory;
using Musubi.Io.Ports;
using Musubi.Io.Vhost;
using Musubi.Io.Virtio;
using Musubi.Io.Virtio.Driver;

namespace Musubi.Io.Tests.Virtio;

/// <summary>
/// A guest that writes anything anywhere into its rings. The device may fault, but it never throws, never lends bytes that
/// are not the guest's, never writes beside the guest's memory, and ends each call.
/// </summary>
public sealed class ScribbleTests : IDisposable
{
    private const int Size = 16;
    private const int Outside = 65_536;
    private const int GuestBytes = 262_144;
    private const int RingAt = 8_192;
    private const int Rings = 3 * 4_096;
    private const ulong Guest = DriverMemory.GuestBase;
    private const int Seeds = 60;
    private const int Steps = 150;

    private readonly DriverMemory _memory = new(GuestBytes + (2 * Outside));
    private readonly GuestRegion _region;
    private readonly FrameArena _arena = new(64);
    private readonly ReceivedFrame[] _frames = new ReceivedFrame[64];
    private readonly TransmitFrame[] _batch = new TransmitFrame[8];
    private readonly HashSet<QueueFault> _faults = [];
    private long _carried;

    public ScribbleTests()
    {
        _region = GuestRegion.Map(_memory.Descriptor, Guest, GuestBytes, DriverMemory.UserBase, Outside, allowUnsealed: false);
        for (int i = 0; i < _batch.Length; i++)
        {
            _batch[i] = new TransmitFrame { HeaderLength = 14, Payload = _arena.Slice(i, 0, i * 600) };
        }
    }

    [Theory]
    [InlineData(VirtioFeatures.None)]
    [InlineData(VirtioFeatures.EventIndex | VirtioFeatures.MergeableReceive)]
    [InlineData(VirtioFeatures.PackedRing)]
    [InlineData(VirtioFeatures.PackedRing | VirtioFeatures.EventIndex | VirtioFeatures.MergeableReceive)]
    public void Whatever_a_guest_writes_harms_nobody_but_itself(VirtioFeatures features)
    {
        features |= VirtioFeatures.Version1 | VirtioFeatures.IndirectDescriptors;
        for (int seed = 1; seed <= Seeds; seed++)
        {
            Walk(features, new Random(seed));
            Assert.True(_memory.Slice(0, Outside).IndexOfAnyExcept((byte)0) < 0, $"seed {seed}: written before the guest's memory");
            Assert.True(_memory.Slice(Outside + GuestBytes, Outside).IndexOfAnyExcept((byte)0) < 0, $"seed {seed}: written behind the guest's memory");
        }

        // The scribbling is of use only if it gets past the first check and through the last one.
        Assert.True(_faults.Count >= 5, $"only {string.Join(", ", _faults)}");
        Assert.True(_carried > Seeds, $"only {_carried} frames were carried");
    }

    public void Dispose()
    {
        _region.Dispose();
        _memory.Dispose();
        _arena.Dispose();
    }

    private void Walk(VirtioFeatures features, Random random)
    {
        _memory.Slice(Outside, GuestBytes).Clear();
        VirtQueue queue = Open(features);
        for (int step = 0; step < Steps; step++)
        {
            for (int i = random.Next(1, 12); i > 0; i--)
            {
                Scribble(features, random);
            }

            if (random.Next(2) == 0)
            {
                Receive(queue);
            }
            else
            {
                TransmitTally tally = default;
                queue.Transmit(_batch, ref tally);
                Assert.Equal(_batch.Length, tally.Sent + tally.QueueFull + tally.LinkDown + tally.TooBig);
                _carried += tally.Sent;
            }

            queue.Notify();
            _ = queue.Arm();
            queue.Disarm();
            if (queue.Fault != QueueFault.None)
            {
                _faults.Add(queue.Fault);
                queue = Open(features);
            }
        }
    }

    private void Receive(VirtQueue queue)
    {
        int count = queue.Receive(_frames, _arena);
        for (int i = 0; i < count; i++)
        {
            nint start = _frames[i].Data.Address;
            nint end = start + _frames[i].Data.Length;
            bool lent = start >= _region.Host && end <= _region.Host + GuestBytes;
            bool gathered = start >= _arena.Address(i) && end <= _arena.Address(i) + FrameArena.BufferBytes;
            Assert.True(lent || gathered, "bytes that are nobody's");
        }

        queue.Complete();
        _carried += count;
    }

    /// <summary>One write into rings or tables: mostly near what makes sense, or nothing gets far.</summary>
    private void Scribble(VirtioFeatures features, Random random)
    {
        bool packed = (features & VirtioFeatures.PackedRing) != 0;
        switch (random.Next(packed ? 6 : 8))
        {
            case 0:
                Ring()[random.Next(Rings)] = (byte)random.Next(256);
                break;
            case <= 5 when packed:
                Descriptors<PackedDescriptor>(random)[random.Next(Size)] = new PackedDescriptor { Address = Address(random), Length = Length(random), Id = Number(random), Flags = Flags(random, packed) };
                break;
            case <= 4:
                Descriptors<SplitDescriptor>(random)[random.Next(Size)] = new SplitDescriptor { Address = Address(random), Length = Length(random), NextIndex = Number(random), Flags = Flags(random, packed) };
                break;
            case 5:
                MemoryMarshal.Cast<byte, ushort>(Ring()[4_096..])[random.Next(2 + Size)] = Number(random);
                break;
            default:
                // A few more are made available than the device has taken.
                ushort used = MemoryMarshal.Cast<byte, ushort>(Ring()[8_192..])[1];
                MemoryMarshal.Cast<byte, ushort>(Ring()[4_096..])[1] = (ushort)(used + random.Next(Size + (random.Next(20) == 0 ? 2 : 1)));
                break;
        }
    }

    private Span<byte> Ring() => _memory.Slice(Outside + RingAt, Rings);

    /// <summary>The queue's own, or an indirect table right at the start of memory.</summary>
    private Span<T> Descriptors<T>(Random random)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(random.Next(3) == 0 ? _memory.Slice(Outside, Size * 16) : Ring());

    private static ulong Address(Random random) => random.Next(16) switch
    {
        0 => (ulong)random.NextInt64(),
        1 => Guest + GuestBytes - (ulong)random.Next(100),
        2 => Guest + RingAt + (ulong)random.Next(Rings),
        < 8 => Guest,
        _ => Guest + (ulong)random.Next(65_536, 131_072),
    };

    private static uint Length(Random random) => random.Next(12) switch
    {
        0 => (uint)random.Next(),
        1 => (uint)random.Next(100_000),
        < 6 => (uint)random.Next(1, Size) * 16,
        _ => (uint)random.Next(3_000),
    };

    private static ushort Number(Random random) => (ushort)(random.Next(30) == 0 ? random.Next(65_536) : random.Next(Size));

    private static ushort Flags(Random random, bool packed)
    {
        int flags = random.Next(4) == 0 ? random.Next(8) : random.Next(4) & ~(random.Next(3) == 0 ? 0 : 1);
        return (ushort)(flags | (packed ? random.Next(4) switch { 0 => PackedDescriptor.Used, 1 => 0, _ => PackedDescriptor.Available } : 0));
    }

    private VirtQueue Open(VirtioFeatures features) => VirtQueue.Open(new QueueSetup
    {
        Size = Size,
        Features = features,
        Memory = new GuestMemory([_region]),
        Descriptors = DriverMemory.UserBase + RingAt,
        Available = DriverMemory.UserBase + RingAt + 4_096,
        Used = DriverMemory.UserBase + RingAt + 8_192,
        Base = (features & VirtioFeatures.PackedRing) != 0 ? 0x8000u : 0,
    });
}

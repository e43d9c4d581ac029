using System.Runtime.InteropServices;
using Musubi.Io.Tests.Vhost;
using Musubi.Io.Virtio;
using Musubi.Io.Virtio.Driver;

namespace Musubi.Io.Tests.Virtio;

/// <summary>One split queue of a bed, written to without any rule.</summary>
internal sealed class RawSplitRing
{
    public const int Size = 8;
    public const int TableEntries = 2048;

    private readonly VhostBed _bed;
    private readonly SplitDriver _ring;
    private readonly ushort _side;
    private readonly int _table;
    private readonly int _data;

    public RawSplitRing(VhostBed bed, bool toGuest)
    {
        _bed = bed;
        _ring = (SplitDriver)(toGuest ? bed.Driver.FromDevice : bed.Driver.ToDevice);
        _side = toGuest ? SplitDescriptor.Writable : (ushort)0;
        _table = bed.Memory.Allocate(TableEntries * 16, 64);
        _data = bed.Memory.Allocate(4096, 64);
    }

    public static DriverShape Shape(VirtioFeatures without = VirtioFeatures.None) => new()
    {
        Features = new DriverShape().Features & ~without,
        QueueSize = Size,
        SendBuffers = 0,
        ReceiveBuffers = 0,
    };

    /// <summary>A page of the guest's.</summary>
    public ulong Data => DriverMemory.GuestBase + (ulong)_data;

    /// <summary>Room for an indirect table.</summary>
    public ulong Table => DriverMemory.GuestBase + (ulong)_table;

    /// <summary>The first address behind the guest's memory.</summary>
    public ulong End => DriverMemory.GuestBase + (ulong)_bed.Memory.Bytes;

    /// <summary>Writes a descriptor whose direction is right unless <paramref name="flags"/> turn it.</summary>
    public void Set(int index, ulong address, uint length, int flags = 0, int next = 0) =>
        _ring.Descriptor(index) = new SplitDescriptor { Address = address, Length = length, Flags = (ushort)(_side ^ flags), NextIndex = (ushort)next };

    public void SetInTable(int index, ulong address, uint length, int flags = 0, int next = 0) =>
        MemoryMarshal.Cast<byte, SplitDescriptor>(_bed.Memory.Slice(_table, TableEntries * 16))[index] =
            new SplitDescriptor { Address = address, Length = length, Flags = (ushort)(_side ^ flags), NextIndex = (ushort)next };

    /// <summary>An indirect descriptor over so many bytes of the table.</summary>
    public void Refer(int index, uint bytes, int flags = 0) => Set(index, Table, bytes, SplitDescriptor.Indirect | flags);

    /// <summary>Offers heads from the ring's first slot on.</summary>
    public void Offer(params ushort[] heads)
    {
        for (int i = 0; i < heads.Length; i++)
        {
            _ring.WriteEntry(i, heads[i]);
        }

        _ring.WriteIndex((ushort)heads.Length);
    }

    public void Jump(ushort index) => _ring.WriteIndex(index);
}

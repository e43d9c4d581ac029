using Musubi.Io.Native;

namespace Musubi.Io.Xdp;

/// <summary>
/// One of the four rings shared with the kernel, of which this side writes either the entries (fill, transmit) or takes them
/// (receive, completion). Indices run freely; they are published once a batch. One thread at a time.
/// </summary>
internal sealed unsafe class XdpRing : IDisposable
{
    private const uint NeedWakeup = 1;

    private readonly XdpMapping _mapping;
    private readonly uint* _producer;
    private readonly uint* _consumer;
    private readonly uint* _flags;
    private readonly byte* _entries;
    private readonly uint _mask;
    private uint _produced;
    private uint _consumed;

    /// <param name="entryBytes">8 for addresses, 16 for descriptors.</param>
    /// <exception cref="SystemCallException">It cannot be mapped.</exception>
    public XdpRing(FileDescriptor socket, long page, in XdpRingOffset parts, int entries, int entryBytes)
    {
        _mapping = new XdpMapping(socket, (long)parts.Descriptors + ((long)entries * entryBytes), page);
        // Safe: the kernel itself tells where in the mapping, whose length follows from it, the parts lie.
        byte* start = (byte*)_mapping.Address;
        _producer = (uint*)(start + parts.Producer);
        _consumer = (uint*)(start + parts.Consumer);
        _flags = (uint*)(start + parts.Flags);
        _entries = start + parts.Descriptors;
        _mask = (uint)entries - 1;
        (_produced, _consumed) = (Volatile.Read(ref *_producer), Volatile.Read(ref *_consumer));
        IsUnused = _produced == 0 && _consumed == 0;
    }

    /// <summary>Nobody used the ring before it was mapped here.</summary>
    public bool IsUnused { get; }

    /// <summary>The kernel sleeps, and is to be woken for what is published.</summary>
    public bool WantsWakeup => (Volatile.Read(ref *_flags) & NeedWakeup) != 0;

    /// <summary>Published entries that the kernel has not taken yet.</summary>
    public uint Left => *_producer - Volatile.Read(ref *_consumer);

    /// <summary>Entries that can be taken, up to <paramref name="wanted"/>; looks at the kernel's index only when the known ones are fewer.</summary>
    public uint Waiting(uint wanted)
    {
        if (_produced - _consumed < wanted)
        {
            _produced = Volatile.Read(ref *_producer);
        }

        return Math.Min(_produced - _consumed, wanted);
    }

    /// <summary>The entry so many places behind the first that waits.</summary>
    public XdpDescriptor Descriptor(uint place) => ((XdpDescriptor*)_entries)[(_consumed + place) & _mask]; // Safe: masked.

    public ulong Address(uint place) => ((ulong*)_entries)[(_consumed + place) & _mask]; // Safe: masked.

    /// <summary>Gives entries back to the kernel.</summary>
    public void Release(uint entries)
    {
        _consumed += entries;
        Volatile.Write(ref *_consumer, _consumed);
    }

    /// <summary>The caller sees to it that there is room: it never has more buffers than the ring has entries.</summary>
    public void Put(ulong address) => ((ulong*)_entries)[_produced++ & _mask] = address; // Safe: masked.

    public void Put(in XdpDescriptor descriptor) => ((XdpDescriptor*)_entries)[_produced++ & _mask] = descriptor; // Safe: masked.

    /// <summary>Lets the kernel see what was put.</summary>
    public void Publish() => Volatile.Write(ref *_producer, _produced);

    public void Dispose() => _mapping.Dispose();
}

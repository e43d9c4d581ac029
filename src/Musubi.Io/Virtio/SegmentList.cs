using Musubi.Io.Vhost;

namespace Musubi.Io.Virtio;

/// <summary>
/// The pieces of guest memory that one frame goes into, over one buffer or several. Bounded; one queue's scratch, used by
/// its worker.
/// </summary>
internal sealed unsafe class SegmentList
{
    private readonly BufferSegment[] _segments = new BufferSegment[VirtQueueLimits.MostSegments];
    private readonly ushort[] _ids = new ushort[VirtQueueLimits.MostBuffers];
    private readonly ulong[] _ends = new ulong[VirtQueueLimits.MostBuffers];
    private int _count;
    private int _buffers;
    private int _at;
    private uint _offset;
    private ulong _written;

    /// <summary>Room in all of them.</summary>
    public ulong Bytes { get; private set; }

    public void Clear() => (_count, _buffers, _at, _offset, _written, Bytes) = (0, 0, 0, 0, 0, 0);

    /// <summary>False when there are more pieces than any driver needs.</summary>
    public bool TryAdd(in BufferSegment segment)
    {
        if (_count == _segments.Length)
        {
            return false;
        }

        _segments[_count++] = segment;
        Bytes += segment.Length;
        return true;
    }

    /// <summary>What was added since the last call is one buffer.</summary>
    public void EndBuffer(ushort id)
    {
        _ids[_buffers] = id;
        _ends[_buffers++] = Bytes;
    }

    public ushort Id(int buffer) => _ids[buffer];

    /// <summary>Bytes that were written into one buffer.</summary>
    public uint Written(int buffer)
    {
        ulong start = buffer == 0 ? 0 : _ends[buffer - 1];
        return (uint)(Math.Min(_ends[buffer], _written) - Math.Min(start, _written));
    }

    /// <summary>Goes on writing where the last call ended. The caller has seen to it that there is room.</summary>
    public void Write(ReadOnlySpan<byte> bytes, DirtyLog? log)
    {
        while (!bytes.IsEmpty && _at < _count)
        {
            ref readonly BufferSegment segment = ref _segments[_at];
            int take = (int)Math.Min(segment.Length - _offset, (uint)bytes.Length);
            // Safe: the segment was checked to lie in guest memory, and the piece lies within it.
            bytes[..take].CopyTo(new Span<byte>((byte*)segment.Host + _offset, take));
            log?.Mark(segment.Guest + _offset, (uint)take);
            bytes = bytes[take..];
            _offset += (uint)take;
            _written += (uint)take;
            if (_offset == segment.Length)
            {
                (_at, _offset) = (_at + 1, 0);
            }
        }
    }
}

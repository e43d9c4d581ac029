using Musubi.Io.Memory;
using Musubi.Io.Ports;

namespace Musubi.Switch.Forwarding.Punting;

/// <summary>
/// Frames on their way from one worker to the control thread: copies, bounded, one writer and one reader. What finds no room is
/// counted. The writer wakes a reader that has read everything; one that has more to read comes back by itself.
/// </summary>
public sealed class PuntRing(int bytes) : IDisposable
{
    /// <summary>Bytes of a frame, header included, that are kept.</summary>
    public const int MostBytes = 2048;

    private const int KindBits = 8;
    private const long Cut = 0x80;
    private const long Tagged = 0x40;
    private const ushort VlanMask = 0x0fff;

    private readonly FrameRing _ring = new(bytes);
    private readonly TransmitFrame[] _read = new TransmitFrame[1];
    private readonly long[] _number = new long[1];
    private TransmitFrame _writing;
    private bool _written;
    private long _lost;
    private int _readerRests = 1;

    /// <summary>Frames that found no room. Any thread.</summary>
    public long Lost => Volatile.Read(ref _lost);

    public bool HasFrames => _ring.HasFrames;

    /// <summary>Copies a frame as judged, and so as it is sent, unseen until <see cref="Publish"/>. Writer only.</summary>
    /// <param name="port">Handle of the slot of the port that it came from.</param>
    internal bool TryWrite(long port, PuntKind kind, in FrameBatch batch, int i)
    {
        ushort vlan = batch.Vlan[i];
        FrameSlice payload = batch.Frames[i].Data.Slice(batch.PayloadOffset[i]);
        int room = MostBytes - FrameHeader.Untagged;
        if (vlan == 0)
        {
            _writing.Header.Write(batch.Destination[i], batch.Source[i], batch.EtherType[i]);
            _writing.HeaderLength = FrameHeader.Untagged;
        }
        else
        {
            _writing.Header.WriteTagged(batch.Destination[i], batch.Source[i], ((uint)Parse.CustomerTag << 16) | vlan, batch.EtherType[i]);
            _writing.HeaderLength = FrameHeader.Tagged;
        }

        if (batch.Inspected.Has(i))
        {
            ReadOnlySpan<byte> judged = batch.Inspected.Bytes(i);
            judged.CopyTo(((Span<byte>)_writing.Header)[_writing.HeaderLength..]);
            _writing.HeaderLength += judged.Length;
            payload = payload.Slice(judged.Length);
            room -= judged.Length;
        }

        _writing.Payload = payload.Most(room);
        long number = (port << KindBits) | (_writing.Payload.Length < payload.Length ? Cut : 0) | (vlan != 0 ? Tagged : 0) | (byte)kind;
        if (!_ring.TryWrite(number, in _writing))
        {
            Volatile.Write(ref _lost, _lost + 1);
            return false;
        }

        _written = true;
        return true;
    }

    /// <summary>Shows the reader what was written. True when it must be woken. Writer only.</summary>
    public bool Publish()
    {
        if (!_written)
        {
            return false;
        }

        _written = false;
        _ring.Publish();
        // A full barrier, which pairs with that of TryRest: either the reader sees the frames, or the writer sees that it rests.
        return Interlocked.Exchange(ref _readerRests, 0) != 0;
    }

    /// <summary>The oldest frame, if there is one. Reader only.</summary>
    /// <param name="buffer">At least <see cref="MostBytes"/>: gets the header without a tag and what follows it.</param>
    /// <param name="entry">What the frame is, and how much of the buffer.</param>
    public bool TryRead(Span<byte> buffer, out PuntEntry entry)
    {
        if (_ring.Peek(_number, _read) == 0)
        {
            entry = default;
            return false;
        }

        ref readonly TransmitFrame frame = ref _read[0];
        ReadOnlySpan<byte> header = frame.Header;
        ReadOnlySpan<byte> payload = frame.Payload.Span;
        bool tagged = (_number[0] & Tagged) != 0;
        int ethernet = tagged ? FrameHeader.Tagged : FrameHeader.Untagged;
        ReadOnlySpan<byte> judged = header[ethernet..frame.HeaderLength];
        header[..(FrameHeader.Untagged - sizeof(ushort))].CopyTo(buffer);
        header.Slice(ethernet - sizeof(ushort), sizeof(ushort)).CopyTo(buffer[(FrameHeader.Untagged - sizeof(ushort))..]);
        judged.CopyTo(buffer[FrameHeader.Untagged..]);
        payload.CopyTo(buffer[(FrameHeader.Untagged + judged.Length)..]);
        entry = new PuntEntry(
            _number[0] >> KindBits,
            (PuntKind)(_number[0] & (Tagged - 1)),
            tagged ? (ushort)(((header[14] << 8) | header[15]) & VlanMask) : (ushort)0,
            (_number[0] & Cut) != 0,
            FrameHeader.Untagged + judged.Length + payload.Length);
        _ring.Release(1);
        return true;
    }

    /// <summary>The reader wants to be woken for what comes. False when something has come already. Reader only.</summary>
    public bool TryRest()
    {
        Volatile.Write(ref _readerRests, 1);
        Interlocked.MemoryBarrier();
        return !_ring.HasFrames;
    }

    public void Dispose() => _ring.Dispose();
}

using Musubi.Io.Memory;
using Musubi.Io.Offload;
using Musubi.Io.Ports;
using Musubi.Io.Virtio;

namespace Musubi.Io.Vhost;

/// <summary>
/// Which offloads a guest takes. Frames that it cannot take as they are it gets segmented and with their checksums filled in.
/// Its worker's alone, but for <see cref="Prepare"/>.
/// </summary>
internal sealed class OffloadFallback : IDisposable
{
    /// <summary>Segments handed to a queue at once.</summary>
    private const int Batch = 64;

    private const int SegmentAlignment = 64;

    private const VirtioFeatures All = VirtioFeatures.GuestChecksum | VirtioFeatures.GuestTso4 | VirtioFeatures.GuestTso6
        | VirtioFeatures.GuestEcn | VirtioFeatures.GuestUso4 | VirtioFeatures.GuestUso6;

    private readonly TransmitFrame[] _segments = new TransmitFrame[Batch];
    private FrameArena? _room;
    private VirtioFeatures _accepted;

    /// <summary>Makes room for the segments of one frame, before a worker may see these features. Control thread.</summary>
    public void Prepare(VirtioFeatures features)
    {
        if ((features & All) != All && _room is null)
        {
            Volatile.Write(ref _room, new FrameArena(1));
        }
    }

    public void Follow(VirtioFeatures features) => _accepted = features & All;

    /// <summary>Some of the frames cannot be passed on as they are.</summary>
    public bool IsNeeded(ReadOnlySpan<TransmitFrame> frames)
    {
        if (_accepted == All)
        {
            return false;
        }

        foreach (ref readonly TransmitFrame frame in frames)
        {
            bool plain = ((frame.Offload.Flags & VirtioNetHeader.NeedsChecksum) | frame.Offload.GsoType) == 0;
            if (!plain && !Accepts(in frame.Offload))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Sends the frames in order, what the guest does not take in pieces that it does.</summary>
    public void Transmit(ReadOnlySpan<TransmitFrame> frames, ReadOnlySpan<VirtQueue> queues, ref TransmitTally tally)
    {
        for (int i = 0; i < frames.Length; i++)
        {
            ref readonly TransmitFrame frame = ref frames[i];
            if ((uint)(frame.HeaderLength - 1) >= FrameHeader.Length)
            {
                tally.Failed++;
                continue;
            }

            VirtQueue queue = queues[FlowHash.Of(in frame, queues.Length)];
            if (Accepts(in frame.Offload))
            {
                queue.Transmit(frames.Slice(i, 1), ref tally);
            }
            else
            {
                TransmitSegments(in frame, queue, ref tally);
            }
        }
    }

    public void Dispose() => _room?.Dispose();

    /// <summary>A frame counts as sent when all of its segments were, and else as what became of the first that was not.</summary>
    private void TransmitSegments(in TransmitFrame frame, VirtQueue queue, ref TransmitTally tally)
    {
        if (_room is not { } room || !SoftwareSegmenter.TryStart(in frame, out SoftwareSegmenter segmenter))
        {
            tally.Failed++;
            return;
        }

        if (segmenter.LargestBytes > FrameArena.BufferBytes)
        {
            tally.TooBig++;
            return;
        }

        TransmitTally pieces = default;
        // Segments may be shorter than headers that were judged; they lie in private memory, too.
        int headerLength = frame.EthernetLength;
        int count = Write(ref segmenter, room, headerLength);
        while (count > 0 && pieces.IsAllSent)
        {
            queue.Transmit(_segments.AsSpan(0, count), ref pieces);
            count = Write(ref segmenter, room, headerLength);
        }

        if (pieces.IsAllSent)
        {
            tally.Sent++;
            tally.Bytes += frame.HeaderLength + frame.Payload.Length;
        }
        else
        {
            tally.AddFailureOf(in pieces);
        }
    }

    /// <summary>As many segments as there is room for; 0 when there are no more.</summary>
    private int Write(ref SoftwareSegmenter segmenter, FrameArena room, int headerLength)
    {
        int stride = (segmenter.LargestBytes + SegmentAlignment - 1) & -SegmentAlignment;
        int most = Math.Min(Batch, Math.Max(FrameArena.BufferBytes / stride, 1));
        int count = 0;
        while (count < most)
        {
            int start = count * stride;
            int bytes = segmenter.WriteNext(room.Buffer(0)[start..]);
            if (bytes == 0)
            {
                break;
            }

            ref TransmitFrame segment = ref _segments[count++];
            segment.HeaderLength = headerLength;
            room.Buffer(0).Slice(start, headerLength).CopyTo(segment.Header);
            segment.Payload = room.Slice(0, start + headerLength, bytes - headerLength);
        }

        return count;
    }

    private bool Accepts(in VirtioNetHeader offload)
    {
        VirtioFeatures needed = (offload.Flags & VirtioNetHeader.NeedsChecksum) != 0 ? VirtioFeatures.GuestChecksum : VirtioFeatures.None;
        needed |= (offload.GsoType & VirtioNetHeader.GsoEcn) != 0 ? VirtioFeatures.GuestEcn : VirtioFeatures.None;
        needed |= (offload.GsoType & ~VirtioNetHeader.GsoEcn) switch
        {
            VirtioNetHeader.GsoNone => VirtioFeatures.None,
            VirtioNetHeader.GsoTcp4 => VirtioFeatures.GuestTso4,
            VirtioNetHeader.GsoTcp6 => VirtioFeatures.GuestTso6,
            // The header does not say which IP it is: a guest that takes one kind but not the other is given neither.
            _ => VirtioFeatures.GuestUso4 | VirtioFeatures.GuestUso6,
        };
        return (needed & ~_accepted) == 0;
    }
}

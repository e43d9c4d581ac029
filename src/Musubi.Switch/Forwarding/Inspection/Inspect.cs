using Musubi.Io.Virtio;

namespace Musubi.Switch.Forwarding.Inspection;

/// <summary>
/// Between admission and policies that judge what stands behind the Ethernet header. A sender may change its frame at any time, so what such a
/// policy judges is copied first, once, read from the copy, and sent from the copy: see <see cref="InspectedFrames"/>. For a source port with
/// <see cref="PortFlags.Inspects"/> the whole batch is inspected; whoever needs a frame that is not yet asks for that one.
/// </summary>
internal static class Inspect
{
    /// <summary>Every frame that is not dropped. One that would not leave as it was read is dropped now.</summary>
    public static void Run(in FrameBatch batch)
    {
        for (int i = 0; i < batch.Drop.Length; i++)
        {
            if (batch.Drop[i] == DropReason.None)
            {
                Copy(in batch, i);
                batch.Drop[i] = batch.Inspected.Fields[i].Is(PacketTraits.Overwritten) ? DropReason.BadOffload : DropReason.None;
            }
        }
    }

    /// <summary>The fields of one frame, which is inspected now if it was not before.</summary>
    public static ref PacketFields Frame(in FrameBatch batch, int frame)
    {
        if (!batch.Inspected.Has(frame))
        {
            Copy(in batch, frame);
        }

        return ref batch.Inspected.Fields[frame];
    }

    private static void Copy(in FrameBatch batch, int frame)
    {
        ReadOnlySpan<byte> copy = batch.Inspected.Take(frame, batch.Frames[frame].Data.Span[batch.PayloadOffset[frame]..]);
        ref PacketFields fields = ref batch.Inspected.Fields[frame];
        PacketParser.Parse(ref fields, batch.EtherType[frame], copy);
        ref readonly VirtioNetHeader offload = ref batch.Frames[frame].Offload;
        if (!offload.IsPlain && ChecksumField.IsMisplaced(in offload, batch.PayloadOffset[frame], in fields))
        {
            fields.Traits |= PacketTraits.Overwritten;
        }
    }
}

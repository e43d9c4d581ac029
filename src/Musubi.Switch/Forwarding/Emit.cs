using System.Buffers.Binary;
using Musubi.Io.Counters;
using Musubi.Io.Ports;
using Musubi.Io.Virtio;

namespace Musubi.Switch.Forwarding;

/// <summary>
/// Last stage: one list of frames for each destination touched, each frame with a header written anew from the columns
/// that were judged, and one Transmit for each list.
/// </summary>
internal sealed class Emit
{
    private readonly TransmitFrame[] _frames = new TransmitFrame[FrameBatch.Capacity];

    public void Run(
        in FrameBatch batch, ForwardingPlan plan, ReadOnlySpan<FramePort> ports, ReadOnlySpan<CounterBlock> counters, Deliveries deliveries, TurnOutputs outputs)
    {
        outputs.Mark(deliveries.Touched);
        foreach (int port in deliveries.Touched)
        {
            bool sendsTags = plan.Ports[port].Has(PortFlags.SendsTags);
            ReadOnlySpan<byte> list = deliveries.FramesFor(port);
            (int multicast, int broadcast) = (0, 0);
            for (int i = 0; i < list.Length; i++)
            {
                int frame = list[i];
                Write(ref _frames[i], in batch, frame, sendsTags && batch.Vlan[frame] != 0);
                multicast += MacKinds.IsMulticast(batch.Destination[frame]) ? 1 : 0;
                broadcast += MacKinds.IsBroadcast(batch.Destination[frame]) ? 1 : 0;
            }

            TransmitTally tally = default;
            ports[port].Transmit(_frames.AsSpan(0, list.Length), ref tally);
            TransmitCount.Add(counters[port], in tally);
            counters[port].Add(CounterLayout.TxMulticast, multicast);
            counters[port].Add(CounterLayout.TxBroadcast, broadcast);
        }

        deliveries.Clear();
    }

    private static void Write(ref TransmitFrame target, in FrameBatch batch, int frame, bool tagged)
    {
        Span<byte> header = target.Header;
        WriteAddress(header, batch.Destination[frame]);
        WriteAddress(header[6..], batch.Source[frame]);
        int length = Parse.HeaderBytes;
        if (tagged)
        {
            BinaryPrimitives.WriteUInt16BigEndian(header[12..], Parse.CustomerTag);
            BinaryPrimitives.WriteUInt16BigEndian(header[14..], (ushort)(batch.Priority[frame] | batch.Vlan[frame]));
            length += Parse.TagBytes;
        }

        BinaryPrimitives.WriteUInt16BigEndian(header[(length - 2)..], batch.EtherType[frame]);
        target.HeaderLength = length;
        int payload = batch.PayloadOffset[frame];
        target.Payload = batch.Frames[frame].Data.Slice(payload);
        WriteOffload(ref target.Offload, in batch.Frames[frame].Offload, length - payload);
    }

    /// <summary>
    /// What was judged and nothing else goes on: fields that Parse had no reason to look at are zero. Offsets count from the
    /// Ethernet header, so a tag more or less moves them; Parse left room for that.
    /// </summary>
    private static void WriteOffload(ref VirtioNetHeader target, in VirtioNetHeader source, int shift)
    {
        target = default;
        target.Flags = (byte)(source.Flags & (VirtioNetHeader.NeedsChecksum | VirtioNetHeader.DataValid));
        if ((source.Flags & VirtioNetHeader.NeedsChecksum) == 0)
        {
            return;
        }

        target.ChecksumStart = (ushort)(source.ChecksumStart + shift);
        target.ChecksumOffset = source.ChecksumOffset;
        if (source.GsoType != VirtioNetHeader.GsoNone)
        {
            target.GsoType = source.GsoType;
            target.GsoSize = source.GsoSize;
            target.HeaderLength = (ushort)(source.HeaderLength == 0 ? 0 : Math.Clamp(source.HeaderLength + shift, 0, ushort.MaxValue));
        }
    }

    private static void WriteAddress(Span<byte> target, ulong address)
    {
        BinaryPrimitives.WriteUInt16BigEndian(target, (ushort)(address >> 32));
        BinaryPrimitives.WriteUInt32BigEndian(target[2..], (uint)address);
    }
}

using System.Runtime.CompilerServices;
using Musubi.Io.Counters;
using Musubi.Io.Ports;
using Musubi.Io.Virtio;
using Musubi.Switch.Forwarding.Filtering;
using Musubi.Switch.Forwarding.Inspection;

namespace Musubi.Switch.Forwarding;

/// <summary>
/// Last stage: one list of frames for each destination touched, each frame with a header written anew from the columns
/// that were judged, and one Transmit for each list.
/// </summary>
internal sealed class Emit(RuleHits hits)
{
    private readonly TransmitFrame[] _frames = new TransmitFrame[FrameBatch.Capacity];
    private readonly EgressFilter _filter = new(hits);
    private readonly byte[] _fitting = new byte[FrameBatch.Capacity];

    /// <param name="groups">Some of the frames may be for a group.</param>
    /// <param name="source">Plan index of the port that the frames came from.</param>
    public void Run(
        in FrameBatch batch, int source, bool groups, ForwardingPlan plan, ReadOnlySpan<FramePort> ports, ReadOnlySpan<CounterBlock> counters, Deliveries deliveries, TurnOutputs outputs)
    {
        outputs.Mark(deliveries.Touched);
        PortFlags sources = plan.Ports[source].Flags;
        _filter.Begin();
        foreach (int port in deliveries.Touched)
        {
            PortFlags flags = plan.Ports[port].Flags;
            bool sendsTags = (flags & PortFlags.SendsTags) != 0;
            bool filters = (flags & PortFlags.FiltersEgress) != 0;
            ReadOnlySpan<byte> list = deliveries.FramesFor(port);
            if (filters)
            {
                list = _filter.Select(in batch, plan.Rules[port]!, plan.TrafficOf(port, source), list, counters[port]);
            }

            if ((flags & PortFlags.NarrowWay) != 0)
            {
                list = SelectFitting(in batch, list, plan.Ports[port].WayMtu, counters[port]);
            }

            Span<TransmitFrame> frames = _frames.AsSpan(0, list.Length);
            if (filters || batch.Inspected.Prioritised != 0)
            {
                WriteMarked(frames, in batch, list, sendsTags, filters);
            }
            else
            {
                for (int i = 0; i < frames.Length; i++)
                {
                    int frame = list[i];
                    Write(ref frames[i], in batch, frame, sendsTags && batch.Vlan[frame] != 0);
                }
            }

            if (((sources | flags) & PortFlags.MeasuresLoad) != 0 && ((sources ^ flags) & PortFlags.Uplink) != 0)
            {
                CountLoad(frames, counters, (sources & PortFlags.Uplink) != 0 ? port : source, (sources & PortFlags.Uplink) != 0 ? CounterLayout.UplinkTxBytes : CounterLayout.UplinkRxBytes);
            }

            if (batch.Inspected.Mask != 0)
            {
                WriteInspected(frames, in batch, list);
            }

            if ((flags & PortFlags.SharesBySender) != 0)
            {
                Sign(frames, plan.Ports[source].Origin);
            }

            if (filters)
            {
                _filter.MarkDscp(frames, in batch, list);
            }

            TransmitTally tally = default;
            ports[port].Transmit(frames, ref tally);
            TransmitCount.Add(counters[port], in tally);
            if (groups)
            {
                CountGroups(in batch, list, counters[port]);
            }
        }

        deliveries.Clear();
    }

    /// <summary>
    /// The frames that an interface with less than the switch's MTU takes. Not every kernel path tells of the others: what is to be segmented, and what leaves by
    /// AF_XDP, would be lost without a word.
    /// </summary>
    private ReadOnlySpan<byte> SelectFitting(scoped in FrameBatch batch, scoped ReadOnlySpan<byte> list, int mtu, CounterBlock counters)
    {
        int fitting = 0;
        foreach (byte frame in list)
        {
            _fitting[fitting] = frame;
            fitting += Admit.ExceedsMtu(in batch, frame, mtu) ? 0 : 1;
        }

        counters.Add(CounterLayout.Of(DropReason.TxTooBig), list.Length - fitting);
        return _fitting.AsSpan(0, fitting);
    }

    /// <summary>What goes between a vNIC and an uplink, whether it finds room or not: what they ask for is their load.</summary>
    private static void CountLoad(ReadOnlySpan<TransmitFrame> frames, ReadOnlySpan<CounterBlock> counters, int vnic, int counter)
    {
        long bytes = 0;
        foreach (ref readonly TransmitFrame frame in frames)
        {
            bytes += frame.HeaderLength + frame.Payload.Length;
        }

        counters[vnic].Add(counter, bytes);
    }

    private static void Sign(Span<TransmitFrame> frames, int origin)
    {
        foreach (ref TransmitFrame frame in frames)
        {
            frame.Origin = origin;
        }
    }

    private static void CountGroups(in FrameBatch batch, ReadOnlySpan<byte> list, CounterBlock counters)
    {
        (int multicast, int broadcast) = (0, 0);
        foreach (int frame in list)
        {
            multicast += MacKinds.IsMulticast(batch.Destination[frame]) ? 1 : 0;
            broadcast += MacKinds.IsBroadcast(batch.Destination[frame]) ? 1 : 0;
        }

        counters.Add(CounterLayout.TxMulticast, multicast);
        counters.Add(CounterLayout.TxBroadcast, broadcast);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write(ref TransmitFrame target, in FrameBatch batch, int frame, bool tagged)
    {
        int length = FrameHeader.Untagged;
        if (tagged)
        {
            uint tag = ((uint)Parse.CustomerTag << 16) | batch.Priority[frame] | batch.Vlan[frame];
            target.Header.WriteTagged(batch.Destination[frame], batch.Source[frame], tag, batch.EtherType[frame]);
            length = FrameHeader.Tagged;
        }
        else
        {
            target.Header.Write(batch.Destination[frame], batch.Source[frame], batch.EtherType[frame]);
        }

        target.HeaderLength = length;
        int payload = batch.PayloadOffset[frame];
        target.Payload = batch.Frames[frame].Data.Slice(payload);
        WriteOffload(ref target.Offload, in batch.Frames[frame].Offload, length - payload);
    }

    /// <summary>
    /// Where frames may have a priority that their sender did not give them: one that has no VLAN is sent with a tag for that alone. An untagged way out
    /// does not show it.
    /// </summary>
    private void WriteMarked(Span<TransmitFrame> frames, in FrameBatch batch, ReadOnlySpan<byte> list, bool sendsTags, bool filters)
    {
        for (int i = 0; i < frames.Length; i++)
        {
            byte frame = list[i];
            int cos = filters ? _filter.VerdictOf(frame).Cos : -1;
            bool hasPriority = cos >= 0 ? cos > 0 : (batch.Inspected.Prioritised >> frame & 1) != 0;
            Write(ref frames[i], in batch, frame, sendsTags && (batch.Vlan[frame] != 0 || hasPriority));
            if (cos >= 0 && frames[i].HeaderLength == FrameHeader.Tagged)
            {
                Marking.SetCos(frames[i].Header, cos);
            }
        }
    }

    /// <summary>What was copied to be judged is sent from the copy.</summary>
    private static void WriteInspected(Span<TransmitFrame> frames, in FrameBatch batch, ReadOnlySpan<byte> list)
    {
        for (int i = 0; i < list.Length; i++)
        {
            if (batch.Inspected.Has(list[i]))
            {
                ref TransmitFrame target = ref frames[i];
                ReadOnlySpan<byte> copy = batch.Inspected.Bytes(list[i]);
                copy.CopyTo(((Span<byte>)target.Header)[target.HeaderLength..]);
                target.HeaderLength += copy.Length;
                target.Payload = target.Payload.Slice(copy.Length);
            }
        }
    }

    /// <summary>
    /// What was judged and nothing else goes on: fields that Parse had no reason to look at are zero. Offsets count from the
    /// Ethernet header, so a tag more or less moves them; Parse left room for that.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WriteOffload(ref VirtioNetHeader target, in VirtioNetHeader source, int shift)
    {
        if (source.IsPlain)
        {
            target.Set(0, VirtioNetHeader.GsoNone, 0, 0, 0, 0);
            return;
        }

        WriteOffloadAsked(ref target, in source, shift);
    }

    private static void WriteOffloadAsked(ref VirtioNetHeader target, in VirtioNetHeader source, int shift)
    {
        byte flags = (byte)(source.Flags & (VirtioNetHeader.NeedsChecksum | VirtioNetHeader.DataValid));
        if ((flags & VirtioNetHeader.NeedsChecksum) == 0)
        {
            target.Set(flags, VirtioNetHeader.GsoNone, 0, 0, 0, 0);
            return;
        }

        ushort start = (ushort)(source.ChecksumStart + shift);
        if (source.GsoType == VirtioNetHeader.GsoNone)
        {
            target.Set(flags, VirtioNetHeader.GsoNone, 0, 0, start, source.ChecksumOffset);
            return;
        }

        int headers = source.HeaderLength == 0 ? 0 : Math.Clamp(source.HeaderLength + shift, 0, ushort.MaxValue);
        target.Set(flags, source.GsoType, (ushort)headers, source.GsoSize, start, source.ChecksumOffset);
    }
}

using Musubi.Io.Counters;
using Musubi.Io.Memory;
using Musubi.Io.Ports;
using Musubi.Switch.Forwarding;
using Musubi.Switch.Runtime;

namespace Musubi.Switch.Control;

/// <summary>
/// Sends frames that the switch itself makes (announcements, LACP, discovery, beacons, queries) by a port, and counts them there. Control thread
/// only, one frame's payload at a time.
/// </summary>
public sealed class ControlSender(PlanDesk desk) : IDisposable
{
    /// <summary>VLANs in which one call sends.</summary>
    public const int MostVlans = 64;

    /// <summary>Behind an untagged header: a shorter frame than 60 bytes is a runt on the wire.</summary>
    private const int LeastPayload = 46;

    private const uint CustomerTag = 0x8100;

    private readonly FrameArena _arena = new(1);
    private readonly TransmitFrame[] _frames = new TransmitFrame[MostVlans];

    /// <summary>
    /// Sends one frame, once in each VLAN, 0 for untagged; with no VLAN given, untagged. Returns how many were taken. Shorter payloads
    /// than Ethernet's least are padded with zeros.
    /// </summary>
    /// <param name="port">It may be down or not run: then nothing is taken, and the drop counted.</param>
    /// <param name="etherType">Or the payload's length, where it begins with an LLC header (802.3).</param>
    /// <param name="payload">At most 65,535 bytes.</param>
    /// <param name="vlans">At most <see cref="MostVlans"/>.</param>
    public int Send(PortSlot port, ulong destination, ulong source, ushort etherType, ReadOnlySpan<byte> payload, params ReadOnlySpan<ushort> vlans)
    {
        if (vlans.IsEmpty)
        {
            vlans = [0];
        }

        Span<byte> buffer = _arena.Buffer(0);
        payload.CopyTo(buffer);
        if (payload.Length < LeastPayload)
        {
            buffer[payload.Length..LeastPayload].Clear();
        }

        FrameSlice slice = _arena.Slice(0, 0, Math.Max(payload.Length, LeastPayload));
        for (int i = 0; i < vlans.Length; i++)
        {
            ref TransmitFrame frame = ref _frames[i];
            frame.Payload = slice;
            if (vlans[i] == 0)
            {
                frame.Header.Write(destination, source, etherType);
                frame.HeaderLength = FrameHeader.Untagged;
            }
            else
            {
                frame.Header.WriteTagged(destination, source, (CustomerTag << 16) | vlans[i], etherType);
                frame.HeaderLength = FrameHeader.Tagged;
            }
        }

        TransmitTally tally = default;
        FramePort way = desk.Reach(port);
        way.Transmit(_frames.AsSpan(0, vlans.Length), ref tally);
        way.Flush();
        Count(port, destination, in tally);
        return vlans.Length - (tally.QueueFull + tally.TooBig + tally.LinkDown + tally.Failed + tally.ShaperFull + tally.IoControlFull + tally.Blocked);
    }

    public void Dispose() => _arena.Dispose();

    private void Count(PortSlot port, ulong destination, in TransmitTally tally)
    {
        CounterBlock own = desk.OwnCounters(port);
        TransmitCount.Add(own, in tally);
        own.Add(CounterLayout.TxBroadcast, MacKinds.IsBroadcast(destination) ? tally.Sent : 0);
        own.Add(CounterLayout.TxMulticast, MacKinds.IsMulticast(destination) ? tally.Sent : 0);
    }
}

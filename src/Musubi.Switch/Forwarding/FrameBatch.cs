using Musubi.Io.Ports;
using Musubi.Switch.Forwarding.Inspection;

namespace Musubi.Switch.Forwarding;

/// <summary>
/// Frames of one source port on their way through the stages, column by column. A stage reads and writes the columns of the
/// frames whose <see cref="Drop"/> is still None. Addresses are 48 bits, first octet most significant.
/// </summary>
public readonly ref struct FrameBatch
{
    /// <summary>Frames in a batch, at most: an index fits a byte, and one batch's headers fit the cache.</summary>
    public const int Capacity = 64;

    public FrameBatch(FrameColumns columns, int count)
    {
        Count = count;
        Frames = columns.Frames.AsSpan(0, count);
        Destination = columns.Destination.AsSpan(0, count);
        Source = columns.Source.AsSpan(0, count);
        EtherType = columns.EtherType.AsSpan(0, count);
        Vlan = columns.Vlan.AsSpan(0, count);
        Priority = columns.Priority.AsSpan(0, count);
        Domain = columns.Domain.AsSpan(0, count);
        Owner = columns.Owner.AsSpan(0, count);
        PayloadOffset = columns.PayloadOffset.AsSpan(0, count);
        Drop = columns.Drop.AsSpan(0, count);
        Inspected = columns.Inspected;
    }

    public readonly int Count;

    public readonly Span<ReceivedFrame> Frames;

    public readonly Span<ulong> Destination;

    public readonly Span<ulong> Source;

    /// <summary>Of what follows the outermost 802.1Q tag.</summary>
    public readonly Span<ushort> EtherType;

    /// <summary>After Parse the tag's VLAN id or 0; after Admit the VLAN that the frame is in, 0..4094.</summary>
    public readonly Span<ushort> Vlan;

    /// <summary>PCP and DEI where they stand in a TCI; 0 for untagged frames.</summary>
    public readonly Span<ushort> Priority;

    /// <summary>Set by Admit.</summary>
    public readonly Span<ushort> Domain;

    /// <summary>Set by Resolve: the port whose station a unicast frame is for, or <see cref="MacTable.NotFound"/>.</summary>
    public readonly Span<int> Owner;

    /// <summary>Where the payload starts in the received bytes: 14, or 18 behind a tag.</summary>
    public readonly Span<byte> PayloadOffset;

    public readonly Span<DropReason> Drop;

    /// <summary>Set by Inspect, for the frames that it looked at.</summary>
    public readonly InspectedFrames Inspected;

    /// <summary>
    /// What follows a frame's Ethernet header: of one that was inspected the private copy, which is the start of it and what is sent. Another's sender may change it at any time.
    /// </summary>
    public readonly ReadOnlySpan<byte> Payload(int frame) => Inspected.Has(frame) ? Inspected.Bytes(frame) : Frames[frame].Data.Span[PayloadOffset[frame]..];
}

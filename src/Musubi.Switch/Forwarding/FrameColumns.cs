using Musubi.Io.Ports;
using Musubi.Switch.Forwarding.Inspection;

namespace Musubi.Switch.Forwarding;

/// <summary>The arrays behind a <see cref="FrameBatch"/>: one set for each worker, made once.</summary>
public sealed class FrameColumns
{
    public ReceivedFrame[] Frames { get; } = new ReceivedFrame[FrameBatch.Capacity];

    public ulong[] Destination { get; } = new ulong[FrameBatch.Capacity];

    public ulong[] Source { get; } = new ulong[FrameBatch.Capacity];

    public ushort[] EtherType { get; } = new ushort[FrameBatch.Capacity];

    public ushort[] Vlan { get; } = new ushort[FrameBatch.Capacity];

    public ushort[] Priority { get; } = new ushort[FrameBatch.Capacity];

    public ushort[] Domain { get; } = new ushort[FrameBatch.Capacity];

    public int[] Owner { get; } = new int[FrameBatch.Capacity];

    public byte[] PayloadOffset { get; } = new byte[FrameBatch.Capacity];

    public DropReason[] Drop { get; } = new DropReason[FrameBatch.Capacity];

    public InspectedFrames Inspected { get; } = new();
}

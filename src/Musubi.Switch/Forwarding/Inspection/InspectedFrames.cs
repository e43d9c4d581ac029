namespace Musubi.Switch.Forwarding.Inspection;

/// <summary>
/// Private copies of what stands behind the Ethernet headers of a batch's frames, and what was read from them: for each frame that
/// <see cref="Inspect"/> has looked at. One worker's scratch.
/// </summary>
public sealed class InspectedFrames
{
    /// <summary>Bytes that are copied of a frame, less when it is shorter. With a tagged Ethernet header they fit <see cref="Musubi.Io.Ports.FrameHeader"/>.</summary>
    public const int MostBytes = 108;

    private const int Stride = 128;

    private readonly byte[] _bytes = new byte[FrameBatch.Capacity * Stride];
    private readonly byte[] _lengths = new byte[FrameBatch.Capacity];

    /// <summary>A bit for each frame that was inspected. The batch begins with none.</summary>
    public ulong Mask { get; private set; }

    /// <summary>A bit for each frame that was given a priority in the switch: where tags are sent, it has one, if only for that (802.1Q, VLAN 0).</summary>
    public ulong Prioritised { get; private set; }

    /// <summary>By index in the batch; valid where <see cref="Has"/> says so.</summary>
    public PacketFields[] Fields { get; } = new PacketFields[FrameBatch.Capacity];

    public bool Has(int frame) => (Mask >> frame & 1) != 0;

    /// <summary>
    /// The private bytes of a frame that was inspected, from behind its Ethernet header on. They are what is sent; a change to them changes
    /// every copy that is sent after it.
    /// </summary>
    public Span<byte> Bytes(int frame) => _bytes.AsSpan(frame * Stride, _lengths[frame]);

    /// <summary>A new batch.</summary>
    internal void Clear() => (Mask, Prioritised) = (0, 0);

    /// <summary>The frame was given a priority, or the priority 0, which no tag is needed for.</summary>
    internal void NotePriority(int frame, bool isAny) => Prioritised = isAny ? Prioritised | (1UL << frame) : Prioritised & ~(1UL << frame);

    /// <summary>Copies a frame's bytes.</summary>
    internal ReadOnlySpan<byte> Take(int frame, ReadOnlySpan<byte> payload)
    {
        Span<byte> room = _bytes.AsSpan(frame * Stride, MostBytes);
        if (payload.Length >= MostBytes)
        {
            payload[..MostBytes].CopyTo(room);
        }
        else
        {
            payload.CopyTo(room);
            room = room[..payload.Length];
        }

        _lengths[frame] = (byte)room.Length;
        Mask |= 1UL << frame;
        return room;
    }
}

using Musubi.Switch.Forwarding.Punting;
using Musubi.Switch.Runtime;

namespace Musubi.Switch.Control.Punting;

/// <summary>A frame that a worker handed over, valid until the handler returns. A private copy: nobody writes it any more.</summary>
/// <param name="port">The port that it came from; in the plan.</param>
/// <param name="entry">What the worker said of it.</param>
/// <param name="bytes">From the destination address on, without a tag: at least 14, at most <see cref="PuntRing.MostBytes"/>.</param>
public readonly ref struct PuntedFrame(PortSlot port, PuntEntry entry, ReadOnlySpan<byte> bytes)
{
    /// <summary>Bytes of the header, behind which the payload starts.</summary>
    public const int HeaderBytes = 14;

    public PortSlot Port => port;

    public PuntKind Kind => entry.Kind;

    /// <summary>The VLAN that it is in, 0..4094; 0 for untagged.</summary>
    public ushort Vlan => entry.Vlan;

    /// <summary>It was longer than what is here.</summary>
    public bool Cut => entry.Cut;

    public ReadOnlySpan<byte> Bytes { get; } = bytes;

    public ReadOnlySpan<byte> Payload => Bytes[HeaderBytes..];
}

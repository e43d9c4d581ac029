namespace Musubi.Io.Ports;

/// <summary>What became of the frames of one <see cref="FramePort.Transmit"/> call; their sum is what was handed over, less what a paced port holds.</summary>
public struct TransmitTally
{
    public int Sent;

    /// <summary>Bytes of the frames sent, Ethernet header included, FCS not.</summary>
    public long Bytes;

    /// <summary>The way out had no room (EAGAIN, ENOBUFS).</summary>
    public int QueueFull;

    /// <summary>The way out cannot carry a frame of this size (EMSGSIZE).</summary>
    public int TooBig;

    /// <summary>The interface is down or its peer is (ENETDOWN, EIO of a detached tun).</summary>
    public int LinkDown;

    /// <summary>Anything else.</summary>
    public int Failed;

    /// <summary>Shaped to a rate, with as much held as may be.</summary>
    public int ShaperFull;

    /// <summary>Its class of a full uplink holds as much as it may.</summary>
    public int IoControlFull;

    /// <summary>Held for a port that has been blocked since.</summary>
    public int Blocked;

    /// <summary>Nothing was lost.</summary>
    internal readonly bool IsAllSent => (QueueFull | TooBig | LinkDown | Failed | ShaperFull | IoControlFull | Blocked) == 0;

    /// <summary>Counts one frame as what became of the pieces of it that were lost.</summary>
    internal void AddFailureOf(in TransmitTally pieces)
    {
        QueueFull += pieces.QueueFull > 0 ? 1 : 0;
        TooBig += pieces.QueueFull == 0 && pieces.TooBig > 0 ? 1 : 0;
        LinkDown += (pieces.QueueFull | pieces.TooBig) == 0 && pieces.LinkDown > 0 ? 1 : 0;
        Failed += (pieces.QueueFull | pieces.TooBig | pieces.LinkDown) == 0 ? 1 : 0;
    }
}

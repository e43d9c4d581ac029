namespace Musubi.Io.Ports;

/// <summary>What became of the frames of one <see cref="FramePort.Transmit"/> call; their sum is what was handed over.</summary>
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
}

namespace Musubi.Io.Sockets;

/// <summary>What <see cref="UnixConnection.TryReceive"/> found.</summary>
public enum UnixReceiveStatus
{
    /// <summary>No whole frame yet: wait until the descriptor is readable.</summary>
    Incomplete,

    /// <summary>One frame was taken; there may be more.</summary>
    Frame,

    /// <summary>The peer closed between two frames.</summary>
    Closed,
}

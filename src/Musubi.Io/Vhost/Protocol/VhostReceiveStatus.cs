namespace Musubi.Io.Vhost.Protocol;

/// <summary>What <see cref="VhostChannel.TryReceive"/> found.</summary>
public enum VhostReceiveStatus
{
    /// <summary>No whole message yet: wait until the socket is readable.</summary>
    Incomplete,

    /// <summary>One message was taken; there may be more.</summary>
    Message,

    /// <summary>The other side closed between two messages.</summary>
    Closed,

    /// <summary>The other side breaks the framing: <see cref="VhostChannel.Refusal"/> says how. The channel is of no more use.</summary>
    Refused,
}

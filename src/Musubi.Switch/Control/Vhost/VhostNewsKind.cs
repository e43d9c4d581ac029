namespace Musubi.Switch.Control.Vhost;

/// <summary>What a front end did.</summary>
public enum VhostNewsKind
{
    /// <summary>It is connected.</summary>
    Came,

    /// <summary>Its queues run, or do not any more.</summary>
    RunningChanged,

    /// <summary>Its guest has moved here and wants to be announced.</summary>
    AnnounceAsked,

    /// <summary>It closed the connection; where it called us, another may call.</summary>
    Gone,

    /// <summary>It was sent away because of what it or its guest did; where it called us, another may call.</summary>
    Refused,

    /// <summary>Its socket is of no use any more: nobody can call there.</summary>
    SocketFailed,
}

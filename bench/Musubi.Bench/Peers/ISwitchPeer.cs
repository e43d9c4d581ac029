namespace Musubi.Bench.Peers;

/// <summary>A switch under measurement: it joins vhost-user ports and does nothing else. Its one forwarding thread has a processor of its own.</summary>
internal interface ISwitchPeer : IDisposable
{
    /// <summary>As it stands in the tables.</summary>
    string Name { get; }

    /// <summary>The socket of a port, counted from 0, where the switch listens.</summary>
    string Socket(int port);

    /// <summary>Its work since it was started, by its own counters.</summary>
    PeerUsage Usage();
}

namespace Musubi.Io.Sockets;

/// <summary>Who is at the other end of a unix socket, as the kernel knew it when the connection was made (SO_PEERCRED).</summary>
public readonly record struct UnixPeer(int ProcessId, uint UserId, uint GroupId);

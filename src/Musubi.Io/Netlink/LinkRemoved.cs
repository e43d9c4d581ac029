namespace Musubi.Io.Netlink;

/// <summary>An interface was deleted, or moved to another namespace.</summary>
public sealed record LinkRemoved(int Index, string Name) : RouteEvent;

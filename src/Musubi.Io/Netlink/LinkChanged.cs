namespace Musubi.Io.Netlink;

/// <summary>An interface is new, or something about it changed.</summary>
public sealed record LinkChanged(LinkInfo Link) : RouteEvent;

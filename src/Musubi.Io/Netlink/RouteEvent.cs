namespace Musubi.Io.Netlink;

/// <summary>Something that changed in a namespace: one of the records that derive from this.</summary>
public abstract record RouteEvent;

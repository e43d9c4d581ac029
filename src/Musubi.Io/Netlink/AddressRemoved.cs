namespace Musubi.Io.Netlink;

public sealed record AddressRemoved(AddressInfo Address) : RouteEvent;

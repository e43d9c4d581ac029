namespace Musubi.Io.Netlink;

public sealed record AddressAdded(AddressInfo Address) : RouteEvent;

namespace Musubi.Io.Netlink;

/// <summary>Everything as it is: the first event of a watch, and again after changes were lost. What is not in it is gone.</summary>
/// <param name="AfterLoss">Changes came faster than they were read; some were never told.</param>
public sealed record RouteState(IReadOnlyList<LinkInfo> Links, IReadOnlyList<AddressInfo> Addresses, bool AfterLoss) : RouteEvent;

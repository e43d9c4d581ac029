using Musubi.Model.Config;

namespace Musubi.Model.Commands;

/// <summary>What is wanted of a switch's discovery. Null: as it is.</summary>
public sealed record DiscoverySpec(DiscoveryProtocol? Protocol, DiscoveryOperation? Operation);

using System.Collections.Immutable;
using Musubi.Model.Services;

namespace Musubi.Model.Commands;

/// <summary>Moves NICs, host adapters and vNICs of hosts' standard switches to a distributed switch.</summary>
/// <param name="Switch">Name or id.</param>
/// <param name="Hosts">What is to be moved on each.</param>
/// <param name="Revision">The switch's revision that this is based on; null: any.</param>
public sealed record MigrateHosts(string Switch, ValueList<HostMigrationSpec> Hosts, long? Revision) : InventoryCommand
{
    /// <summary>Hosts in one command.</summary>
    public const int MostHosts = 1000;

    /// <summary>What these hosts last told of themselves; put in by the inventory's service, and part of the command so that the same command gives the same result.</summary>
    public ImmutableDictionary<Guid, HostRuntime> Facts { get; init; } = ImmutableDictionary<Guid, HostRuntime>.Empty;
}

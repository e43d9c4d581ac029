namespace Musubi.Model.Resources;

/// <summary>The body of a migration from standard switches.</summary>
public sealed record HostMigrationResource
{
    public ValueList<HostMigrationPartResource> Hosts { get; init; } = [];

    /// <summary>The switch's revision that it is based on; absent: any.</summary>
    public long? Revision { get; init; }
}

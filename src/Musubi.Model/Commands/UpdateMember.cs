namespace Musubi.Model.Commands;

/// <summary>Replaces the uplink assignments of a member host. On a standard switch the host is its owner.</summary>
/// <param name="Switch">Name or id.</param>
/// <param name="Host">Name or id.</param>
/// <param name="Uplinks">All of them; null: they stay.</param>
/// <param name="Revision">The switch's revision that this is based on; null: any.</param>
public sealed record UpdateMember(string Switch, string Host, ValueList<UplinkSpec>? Uplinks, long? Revision) : InventoryCommand
{
    /// <summary>All capacities that are not those of the links; null: an uplink that keeps its NIC keeps its own.</summary>
    public ValueList<CapacitySpec>? Capacities { get; init; }
}

namespace Musubi.Model.Commands;

/// <summary>Makes a host a member of a switch. Refused, with the reason, when the host is not entitled or lacks a capability.</summary>
/// <param name="Switch">Name or id.</param>
/// <param name="Host">Name or id.</param>
/// <param name="Uplinks">Which of its NICs fills which uplink.</param>
/// <param name="Revision">The switch's revision that this is based on; null: any.</param>
public sealed record AddHost(string Switch, string Host, ValueList<UplinkSpec> Uplinks, long? Revision = null) : InventoryCommand
{
    /// <summary>All capacities that are not those of the links.</summary>
    public ValueList<CapacitySpec>? Capacities { get; init; }
}

namespace Musubi.Model.Commands;

/// <summary>Replaces all uplink assignments of a member host. On a standard switch the host is its owner.</summary>
public sealed record UpdateMember(string Switch, string Host, ValueList<UplinkSpec> Uplinks, long? Revision) : InventoryCommand;

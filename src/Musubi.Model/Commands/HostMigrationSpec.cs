namespace Musubi.Model.Commands;

/// <summary>What of one host's standard switches is to be moved.</summary>
/// <param name="Host">Name or id.</param>
public sealed record HostMigrationSpec(string Host)
{
    /// <summary>Beside those that it fills already.</summary>
    public ValueList<UplinkSpec> Uplinks { get; init; } = [];

    /// <summary>Port group of a standard switch to port group of the distributed one: all that is connected there.</summary>
    public ValueList<KeyValuePair<string, string>> PortGroups { get; init; } = [];

    /// <summary>Host adapter to port group.</summary>
    public ValueList<KeyValuePair<string, string>> Adapters { get; init; } = [];

    /// <summary>"VM" or "VM/VNIC" to port group.</summary>
    public ValueList<KeyValuePair<string, string>> Vnics { get; init; } = [];

    /// <summary>Also into another VLAN, or one that the physical switch does not name.</summary>
    public bool AcceptVlan { get; init; }
}

namespace Musubi.Model.Inventory;

/// <summary>Something that is moved from a standard switch to a distributed one.</summary>
public sealed record HostMove
{
    public required string Host { get; init; }

    public required Guid HostId { get; init; }

    /// <summary>"nic", "adapter" or "vnic".</summary>
    public required string Kind { get; init; }

    /// <summary>Of the NIC or host adapter, or "VM/VNIC".</summary>
    public required string Name { get; init; }

    /// <summary>The standard switch; absent for a NIC that was free.</summary>
    public string? FromSwitch { get; init; }

    /// <summary>Its uplink or port group.</summary>
    public string? From { get; init; }

    /// <summary>Uplink or port group of the distributed switch.</summary>
    public required string To { get; init; }

    /// <summary>Absent for NICs.</summary>
    public string? VlanBefore { get; init; }

    public string? VlanAfter { get; init; }

    /// <summary>The host's connection to the controller runs through it; absent when it does not.</summary>
    public bool? CarriesController { get; init; }
}

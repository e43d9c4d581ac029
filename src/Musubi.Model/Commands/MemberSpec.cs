namespace Musubi.Model.Commands;

/// <summary>A host that is to be a member of a switch, with all of its filled uplinks.</summary>
/// <param name="Host">Name or id.</param>
public sealed record MemberSpec(string Host, ValueList<UplinkSpec> Uplinks)
{
    /// <summary>All capacities that are not those of the links; null: an uplink that keeps its NIC keeps its own.</summary>
    public ValueList<CapacitySpec>? Capacities { get; init; }
}

namespace Musubi.Model.Config;

/// <summary>A host's membership of a switch: which of its NICs fills which uplink.</summary>
public sealed record MemberConfig
{
    public required Guid HostId { get; init; }

    public ValueList<UplinkAssignment> Uplinks { get; init; } = [];
}

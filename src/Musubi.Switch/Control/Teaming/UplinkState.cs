using Musubi.Contracts.Plan;
using Musubi.Switch.Runtime;

namespace Musubi.Switch.Control.Teaming;

/// <summary>What is true of an uplink beside its configuration, and since when. Control thread only.</summary>
public sealed class UplinkState
{
    /// <summary>Its link, while it carries.</summary>
    public Lasting Carries { get; } = new();

    /// <summary>Somebody's beacons, while it hears them and is heard.</summary>
    public Lasting Hears { get; } = new();

    /// <summary>Null while it sends no beacons.</summary>
    public BeaconVerdict<PortSlot>? Beacons { get; set; }

    /// <summary>What the agent was told last of its beacons.</summary>
    public UplinkCondition ToldCondition { get; set; } = UplinkCondition.Usable;
}

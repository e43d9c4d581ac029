using Musubi.Switch.Forwarding.Filtering;
using Musubi.Switch.Forwarding.Guarding;
using Musubi.Switch.Forwarding.Learning;
using Musubi.Switch.Forwarding.Punting;

namespace Musubi.Switch.Forwarding.Compile;

/// <summary>What is true of a planned port at run time, beside its configuration.</summary>
public readonly record struct PortInput
{
    /// <summary>It has a working descriptor. A port without one owns no MAC, hears nothing, and as an uplink carries nothing.</summary>
    public bool Running { get; init; }

    /// <summary>Of its slot.</summary>
    public int Number { get; init; }

    /// <summary>Uplinks: the link carries; vNICs in shared memory: their guest's queues are served.</summary>
    public bool LinkUp { get; init; }

    /// <summary>The MTU of the host's interface that its frames leave by, bytes; 0 where there is none, or nobody told it.</summary>
    public int LinkMtu { get; init; }

    /// <summary>vNICs: the MAC that the guest was seen to take, 0 for none.</summary>
    public ulong TakenMac { get; init; }

    /// <summary>vNICs whose MACs are to be learned: where; null for others.</summary>
    public LearningPort? Learner { get; init; }

    /// <summary>vNICs: an agent is there that keeps what the plan says of the guest's groups true.</summary>
    public bool HeedsGuestGroups { get; init; }

    /// <summary>vNICs: the id of the uplink port that it is pinned to now; null for none.</summary>
    public string? PresentUplink { get; init; }

    /// <summary>vNICs: the id of the uplink port that it was moved to because of its load; null for none.</summary>
    public string? AssignedUplink { get; init; }

    /// <summary>vNICs: ids of uplink ports that it left a moment ago. What is for its own MAC may still come in by them.</summary>
    public IReadOnlyList<string>? LatelyUplinks { get; init; }

    /// <summary>Uplinks: for how long it has carried without a break; null: for as long as matters.</summary>
    public TimeSpan? UpFor { get; init; }

    /// <summary>Uplinks: what beacons say of it; null when there are none.</summary>
    public BeaconFacts? Beacons { get; init; }

    /// <summary>What it filters and marks by; null for nothing.</summary>
    public PortRules? Rules { get; init; }

    /// <summary>What its guards need; null where nothing is guarded or told.</summary>
    public PortGuard? Guard { get; init; }

    /// <summary>What is to be told of frames that come from there.</summary>
    public SnoopKinds Snoops { get; init; }

    /// <summary>Members of a LAG: what LACP says; null: nothing yet.</summary>
    public LagInput? Lag { get; init; }

    /// <summary>Uplinks: what the control thread listens for.</summary>
    public PuntKinds Listens { get; init; }
}

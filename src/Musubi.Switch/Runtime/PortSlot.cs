using Musubi.Contracts.Plan;
using Musubi.Io.Ports;
using Musubi.Switch.Control.Teaming;
using Musubi.Switch.Forwarding.Filtering;
using Musubi.Switch.Forwarding.Pacing;
using Musubi.Switch.Forwarding.Shaping;

namespace Musubi.Switch.Runtime;

/// <summary>
/// What a port has that outlives plans: its descriptor, its place in the counters file, the worker that receives for it, the
/// uplink that it is pinned to, and the MAC that its guest took. Control thread only.
/// </summary>
public sealed class PortSlot(PortKey key, int number, bool isUplink)
{
    private const int NumberBits = 16;

    private static long _lastSerial;

    public PortKey Key { get; } = key;

    /// <summary>The port's slot in the counters file, which also names it towards workers.</summary>
    public int Number { get; } = number;

    /// <summary>The worker that owns the port, or will when <see cref="IsMoving"/>.</summary>
    public int Worker { get; set; }

    /// <summary>On its way to its worker: nobody receives from it, and what is sent to it waits with its worker.</summary>
    public bool IsMoving { get; set; }

    /// <summary>Unlike <see cref="Number"/> never used again: frames under way to a port that left do not reach its successor.</summary>
    public long Handle { get; } = (Interlocked.Increment(ref _lastSerial) << NumberBits) | (uint)number;

    /// <summary>As the newest plan has it.</summary>
    public PlannedPort Planned { get; set; } = new();

    /// <summary>Its position in the newest plan.</summary>
    public int PlanIndex { get; set; }

    /// <summary><see cref="AbsentPort"/> unless it runs.</summary>
    public FramePort Port { get; set; } = AbsentPort.Instance;

    /// <summary>Around <see cref="Port"/> where its frames are held back, or were since it began to run.</summary>
    public PacedPort? Paced { get; set; }

    /// <summary>vNICs: what it may send and be sent where it is shaped.</summary>
    public PortShapers Shapers { get; } = new();

    /// <summary>vNICs: what its guest brings along of that when it comes from another host.</summary>
    public AwaitedCredit Credit { get; } = new();

    /// <summary>What it filters and marks by; null for nothing.</summary>
    public PortRules? Rules { get; set; }

    /// <summary>The port as workers use it.</summary>
    public FramePort Way => Paced ?? Port;

    public PortState State { get; set; } = PortState.NoDescriptor;

    /// <summary>Why it does not run; empty when it does.</summary>
    public string Reason { get; set; } = "";

    /// <summary>Uplinks: the link carries; vNICs in shared memory: their guest's queues are served; others: true.</summary>
    public bool LinkUp
    {
        get;
        set
        {
            LinkLosses += field && !value ? 1 : 0;
            field = value;
        }
    }

    /// <summary>vNICs: the id of the uplink port that the compiled plan pins it to; null for none.</summary>
    public string? PinnedUplink { get; set; }

    /// <summary>vNICs: ids of the uplink ports by which it is reached; null before it was compiled first.</summary>
    public string[]? Uplinks { get; set; }

    /// <summary>vNICs: ids of the uplink ports by which it was reached a moment ago; null when there are none.</summary>
    public string[]? LeftUplinks { get; set; }

    /// <summary>vNICs: the id of the uplink port to which it was moved because of its load; null for none.</summary>
    public string? AssignedUplink { get; set; }

    /// <summary>Uplinks: what is known beside the link.</summary>
    public UplinkState Uplink { get; } = new();

    /// <summary>vNICs: the MAC that the compiled plan lets it send with, in the lower 48 bits.</summary>
    public ulong EffectiveMac { get; set; }

    /// <summary>vNICs: the MAC that the guest was seen to take; 0 for none.</summary>
    public ulong TakenMac { get; set; }

    /// <summary>What the physical switches were last told, or null: nothing, or no longer true.</summary>
    public (string Uplink, ulong Mac, VlanSettings Vlan)? Announced { get; set; }

    /// <summary>Uplinks: what LACP says of it; null where it is in no LAG.</summary>
    public LagMembership? Lag { get; set; }

    /// <summary>Times that the link went: one that came back between two looks has gone all the same.</summary>
    public long LinkLosses { get; private set; }

    /// <summary>Does not change within an incarnation.</summary>
    public bool IsUplink { get; } = isUplink;

    public bool IsRunning => State == PortState.Running;

    /// <summary>The <see cref="Number"/> in a <see cref="Handle"/>.</summary>
    public static int NumberOf(long handle) => (int)(handle & ((1 << NumberBits) - 1));
}

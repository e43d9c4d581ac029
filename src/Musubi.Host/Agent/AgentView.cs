using System.Collections.Immutable;
using Musubi.Host.State;
using Musubi.Model;
using Musubi.Model.Inventory;
using Musubi.Model.Services;

namespace Musubi.Host.Agent;

/// <summary>What others may see of the agent: made by its thread after each input, read by any thread.</summary>
public sealed record AgentView
{
    public required HostState State { get; init; }

    /// <summary>Standard switches, and the host's part of the distributed ones, as one inventory.</summary>
    public required InventorySnapshot Inventory { get; init; }

    public bool SwitchRunning { get; init; }

    public string SwitchVersion { get; init; } = "";

    public string SwitchBootId { get; init; } = "";

    public ValueList<string> Capabilities { get; init; } = [];

    public ImmutableDictionary<Guid, PortRuntime> Ports { get; init; } = ImmutableDictionary<Guid, PortRuntime>.Empty;

    /// <summary>VLANs in which groups are followed.</summary>
    public ValueList<SnoopedVlan> SnoopedVlans { get; init; } = [];

    /// <summary>How often frames met the rules of ports and uplinks that have any, by rule name; those that were not met are left out.</summary>
    public ImmutableDictionary<Guid, ImmutableSortedDictionary<string, ulong>> RuleHits { get; init; } = ImmutableDictionary<Guid, ImmutableSortedDictionary<string, ulong>>.Empty;

    /// <summary>Uplinks that have a NIC here.</summary>
    public ValueList<UplinkPort> UplinkPorts { get; init; } = [];

    public ValueList<NicRuntime> Nics { get; init; } = [];

    public ValueList<LagRuntime> Lags { get; init; } = [];

    /// <summary>Forwarding threads of the data plane, over the last second or so.</summary>
    public ValueList<WorkerLoad> Workers { get; init; } = [];

    /// <summary>Uplinks that are shared.</summary>
    public ValueList<IoUplinkRuntime> Io { get; init; } = [];

    /// <summary>This host's own switches, within bounds.</summary>
    public ValueList<StandardSwitch> StandardSwitches { get; init; } = [];

    public ValueList<ObjectStatus> Unfinished { get; init; } = [];

    /// <summary>Revision of the standard switches that is live on every worker.</summary>
    public long AppliedLocal { get; init; }

    /// <summary>Revision of the fabric that is live on every worker.</summary>
    public long AppliedFabric { get; init; }

    public bool FabricConnected { get; init; }

    /// <summary>By what the connection to the controller runs; null while there is none, or that is not known.</summary>
    public ControllerPath? ControllerPath { get; init; }

    /// <summary>How long until a change of that is undone; null while none is tried.</summary>
    public TimeSpan? UndoneIn { get; init; }

    /// <summary>Sockets at which virtual machines are to listen and do not yet.</summary>
    public ValueList<string> AwaitedSockets { get; init; } = [];
}

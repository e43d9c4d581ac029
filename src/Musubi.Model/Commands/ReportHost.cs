using Musubi.Model.Config;

namespace Musubi.Model.Commands;

/// <summary>What a host said about itself. Never refused for what it says; a NIC in use that is gone keeps its assignment.</summary>
public sealed record ReportHost(Guid HostId, ValueList<string> Capabilities, ValueList<HostNic> Nics) : InventoryCommand
{
    /// <summary>Ports whose guests run on this host. Those that were on their way to it have arrived.</summary>
    public ValueList<Guid> Arrived { get; init; } = [];

    /// <summary>What guests that are to leave this host were seen to have.</summary>
    public ValueList<LeavingGuest> Moving { get; init; } = [];
}

using Musubi.Switch.Forwarding.Guarding;

namespace Musubi.Switch.Forwarding.Multicast;

/// <summary>
/// The table of groups in force for one plan. The control thread puts a new table in its place when members come and go, so that a join
/// does not compile the plan again; workers read it for each frame that is for a group.
/// </summary>
public sealed class GroupTables
{
    private GroupTable _table = GroupTable.Empty;

    public GroupTable Table
    {
        get => Volatile.Read(ref _table);
        set => Volatile.Write(ref _table, value);
    }

    /// <summary>By plan index: how much of a port may wait for the control thread. Set before workers have the plan; without it there is no bound but the ring's.</summary>
    internal SnoopGate?[] Gates { get; set; } = [];

    internal SnoopGate? GateOf(int port) => port < Gates.Length ? Gates[port] : null;
}

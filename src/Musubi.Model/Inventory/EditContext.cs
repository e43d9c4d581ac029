using Musubi.Model.Config;

namespace Musubi.Model.Inventory;

/// <summary>What an edit needs beside the inventory and the command.</summary>
public sealed record EditContext
{
    /// <summary>Gives ids and the random half of MACs.</summary>
    public required IIdSource Ids { get; init; }

    /// <summary>The one kind of switch that this inventory holds: distributed in the controller, standard in an agent.</summary>
    public required SwitchKind Kind { get; init; }

    /// <summary>The agent's own host, which owns its standard switches and is meant when a command names no host. Null in the controller.</summary>
    public Guid? LocalHostId { get; init; }

    /// <summary>First three octets of assigned MACs: unicast and locally administered. The default is 02:6d:75.</summary>
    public int MacPrefix { get; init; } = 0x02_6d75;
}

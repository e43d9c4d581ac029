using Musubi.Model.Policy;

namespace Musubi.Model.Config;

/// <summary>A port of a switch. It belongs to the switch, not to a host: it moves with the VM.</summary>
public sealed record PortConfig : IInventoryObject
{
    public required Guid Id { get; init; }

    public long Revision { get; init; }

    public required Guid PortGroupId { get; init; }

    /// <summary>Unique in its switch, from 1; never given again while the switch lives.</summary>
    public required int Number { get; init; }

    /// <summary>Rises each time the port gets another connection, so that state of the former one is not taken over.</summary>
    public long Incarnation { get; init; }

    public PortPolicyConfig Policy { get; init; } = PortPolicyConfig.Inherit;

    /// <summary>Who is connected; null for a free port.</summary>
    public ConnectionConfig? Connection { get; init; }

    /// <summary>The port of a standard switch of the same host (its id) that gave its connection up for this one; null: none did.</summary>
    public Guid? TakesFrom { get; init; }

    /// <summary>
    /// Where the vNIC is on its way to by a live migration: the same vNIC on another host, where the port is mute until the
    /// guest runs there. Null when it stays.
    /// </summary>
    public ConnectionConfig? Destination { get; init; }

    /// <summary>While it is on its way: what its guest was last seen to have where it still runs, so that it may go on using it.</summary>
    public ValueList<SeenAddress> MovingAddresses { get; init; } = [];

    /// <summary>While it is on its way: what its guest might last send and be sent at once where it still runs; null where it is not shaped, or nobody told.</summary>
    public ShaperCredit? MovingCredit { get; init; }
}

using Musubi.Model.Config;
using Musubi.Model.Policy;

namespace Musubi.Model.Share;

/// <summary>A connected port with the policy that applies to it.</summary>
public sealed record SharePort
{
    public required Guid Id { get; init; }

    public required long Incarnation { get; init; }

    public required Guid SwitchId { get; init; }

    public required int Number { get; init; }

    public required string PortGroup { get; init; }

    /// <summary>Without <see cref="PortPolicy.Filtering"/>, which <see cref="RuleSet"/> stands for.</summary>
    public required PortPolicy Policy { get; init; }

    /// <summary>The pool of its switch that it shares with; null for none.</summary>
    public string? IoPool { get; init; }

    /// <summary>What it filters and marks by, among <see cref="HostShare.RuleSets"/>; null for nothing.</summary>
    public Guid? RuleSet { get; init; }

    public required ConnectionConfig Connection { get; init; }

    /// <summary>The port of a standard switch of the host that gives its connection up for this; null: none does.</summary>
    public Guid? TakesFrom { get; init; }

    /// <summary>Whether its guest is on its way from or to this host.</summary>
    public MigrationRole Migration { get; init; }

    /// <summary>Of a guest that is awaited: what it was last seen to have on the host that it comes from.</summary>
    public ValueList<SeenAddress> SeenAddresses { get; init; } = [];

    /// <summary>Of a shaped guest that is awaited: what it might last send and be sent at once there; null for nothing.</summary>
    public ShaperCredit? ShaperCredit { get; init; }
}

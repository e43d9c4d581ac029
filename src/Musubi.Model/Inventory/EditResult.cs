using System.Collections.Immutable;
using Musubi.Model.Validation;

namespace Musubi.Model.Inventory;

/// <summary>What became of a command: every error, or the new snapshot with all that changed.</summary>
public sealed record EditResult
{
    public required EditOutcome Outcome { get; init; }

    /// <summary>Every error of the request; empty when done.</summary>
    public ValueList<ValidationError> Errors { get; init; } = [];

    /// <summary>What was done although it may not do what was wanted, with the reason; empty when there were errors.</summary>
    public ValueList<ValidationError> Warnings { get; init; } = [];

    /// <summary>The inventory that was edited.</summary>
    public InventorySnapshot Before { get; init; } = InventorySnapshot.Empty;

    /// <summary>The inventory afterwards: one revision higher when anything changed, else the one that was given.</summary>
    public required InventorySnapshot Snapshot { get; init; }

    /// <summary>Ordered by kind, then by id. Empty when the inventory already was as wanted.</summary>
    public ImmutableArray<ObjectChange> Changes { get; init; } = [];

    /// <summary>The object that the command was about; null for Apply and when it failed.</summary>
    public Guid? Target { get; init; }

    /// <summary>What is moved from standard switches, host by host; empty for most commands.</summary>
    public ValueList<HostMove> Moves { get; init; } = [];

    public bool Succeeded => Outcome == EditOutcome.Done;
}

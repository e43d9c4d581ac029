using Musubi.Model.Inventory;
using Musubi.Model.Validation;

namespace Musubi.Model.Resources;

/// <summary>The answer to every change.</summary>
public sealed record ChangeResource
{
    /// <summary>The inventory's revision with the change; of a dry run, the present one.</summary>
    public long Revision { get; init; }

    /// <summary>False when all already was as asked.</summary>
    public bool Changed { get; init; }

    public bool DryRun { get; init; }

    /// <summary>The object it was about; absent for apply.</summary>
    public Guid? Id { get; init; }

    public ValueList<Difference> Differences { get; init; } = [];

    /// <summary>What is permitted but may not do what was wanted, and why; absent when there is none.</summary>
    public ValueList<ValidationError>? Warnings { get; init; }

    /// <summary>What is moved from standard switches; absent where nothing is.</summary>
    public ValueList<HostMove>? Moves { get; init; }
}

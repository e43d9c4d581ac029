using System.Collections.Immutable;
using Musubi.Model.Inventory;

namespace Musubi.Model.Services;

/// <summary>One step of a watch.</summary>
public sealed record WatchMessage
{
    public required long Revision { get; init; }

    /// <summary>
    /// The revisions between the one asked for and this are no longer kept, or the watcher fell too far behind:
    /// it must list anew and go on from <see cref="Revision"/>. <see cref="Changes"/> is empty then.
    /// </summary>
    public bool Resync { get; init; }

    public ImmutableArray<ObjectChange> Changes { get; init; } = [];
}

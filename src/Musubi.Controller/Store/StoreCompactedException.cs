namespace Musubi.Controller.Store;

/// <summary>A watch asked for commits that are no longer kept; list anew and watch from that listing's revision.</summary>
/// <param name="oldest">The oldest revision from which a watch can start.</param>
public sealed class StoreCompactedException(long oldest)
    : StoreException($"the store's history begins after revision {oldest}; list anew and watch from the listing's revision")
{
    /// <summary>The oldest revision from which a watch can start.</summary>
    public long Oldest { get; } = oldest;
}

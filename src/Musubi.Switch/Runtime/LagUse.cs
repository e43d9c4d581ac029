using Musubi.Switch.Control.Teaming;

namespace Musubi.Switch.Runtime;

/// <summary>A LAG as a whole. Control thread only.</summary>
public sealed class LagUse(string id, TimeProvider clock)
{
    public string Id => id;

    /// <summary>Some member is in use, and since when.</summary>
    public Lasting InUse { get; } = new();

    /// <summary>For how long some member was in use without a break; null when that does not matter any more.</summary>
    public TimeSpan? Age => InUse.Age(clock);

    public void Set(bool inUse) => InUse.Set(inUse, clock);
}

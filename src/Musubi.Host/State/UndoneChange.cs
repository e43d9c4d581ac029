using Musubi.Model;
using Musubi.Model.Share;

namespace Musubi.Host.State;

/// <summary>A change that this host undid by itself, as long as parts of it are held back.</summary>
public sealed record UndoneChange
{
    /// <summary>The fabric's revision that was live.</summary>
    public required long FromRevision { get; init; }

    /// <summary>The one that the host went back to.</summary>
    public required long ToRevision { get; init; }

    public required string Reason { get; init; }

    /// <summary>By this host's clock.</summary>
    public required DateTimeOffset At { get; init; }

    public required ValueList<HeldObject> Held { get; init; }

    /// <summary>The share as the controller wants it; what is done of it is in <see cref="HostState.FabricShare"/>.</summary>
    public required HostShare Wanted { get; init; }
}

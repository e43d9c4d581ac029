namespace Musubi.Switch.Control.Discovery;

/// <summary>What a frame of a neighbour changed.</summary>
public enum NeighbourNews
{
    None,
    Came,

    /// <summary>It was known; what it says may have changed.</summary>
    Heard,

    /// <summary>It took its leave.</summary>
    Gone,

    /// <summary>It is only counted.</summary>
    NoRoom,
}

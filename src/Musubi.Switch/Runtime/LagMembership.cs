namespace Musubi.Switch.Runtime;

/// <summary>What LACP says of a member of a LAG, for the next compiled plan. Control thread only.</summary>
public sealed class LagMembership(LagUse lag)
{
    /// <summary>The LAG, the same object for all of its members.</summary>
    public LagUse Lag => lag;

    /// <summary>Frames that come in by it are taken.</summary>
    public bool Collects { get; set; }

    /// <summary>Frames leave by it.</summary>
    public bool Distributes { get; set; }
}

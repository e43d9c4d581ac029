namespace Musubi.Switch.Control.Multicast;

/// <summary>
/// How many memberships there may be: each port has an equal share that no other can take, so none keeps out or pushes out another's. Control
/// thread only.
/// </summary>
internal sealed class GroupBudget
{
    /// <summary>Memberships of all ports together.</summary>
    public const int Capacity = 65_536;

    /// <summary>Of one port, at most.</summary>
    public const int MostOfPort = 256;

    public int Total { get; private set; }

    public int Limit { get; private set; } = MostOfPort;

    /// <param name="ports">That share the capacity.</param>
    public void Share(int ports) => Limit = Math.Min(MostOfPort, Capacity / Math.Max(ports, 1));

    public bool TryTake(SnoopedPort port)
    {
        if (port.Groups >= Limit)
        {
            return false;
        }

        port.Groups++;
        Total++;
        return true;
    }

    public void GiveBack(SnoopedPort port)
    {
        port.Groups--;
        Total--;
    }
}

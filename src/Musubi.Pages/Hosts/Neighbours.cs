using Musubi.Model.Services;

namespace Musubi.Pages.Hosts;

/// <summary>A physical switch at the other end of a cable, as people call it. Pure.</summary>
public static class Neighbours
{
    /// <summary>Such as "leaf-01a Ethernet1/7".</summary>
    public static string Name(NeighbourRuntime neighbour) => $"{System(neighbour)} {neighbour.PortId}".Trim();

    /// <summary>Without the port.</summary>
    public static string System(NeighbourRuntime neighbour) => neighbour.SystemName.Length > 0 ? neighbour.SystemName : neighbour.ChassisId;
}

namespace Musubi.Pages.Topology;

/// <summary>Where something stands beside the switch.</summary>
public enum TopologySide
{
    /// <summary>Port groups and who is connected to them.</summary>
    Ports,

    /// <summary>Uplinks and the NICs that fill them.</summary>
    Uplinks,
}

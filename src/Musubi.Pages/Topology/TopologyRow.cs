using Musubi.Model.Services;

namespace Musubi.Pages.Topology;

/// <summary>A line of the picture: a port group or an uplink as a head, a vNIC or a host's NIC below it.</summary>
/// <param name="Key">Stays the same while the picture changes.</param>
/// <param name="Side">Where it stands.</param>
/// <param name="IsHead">It has lines below it, which it can show or hide.</param>
/// <param name="Y">Of its middle.</param>
/// <param name="Title">Its name.</param>
/// <param name="Detail">Beside it, such as VLAN or host.</param>
/// <param name="State">In colour and shape; null: none.</param>
/// <param name="BitsPerSecond">What it carries.</param>
/// <param name="Address">Of the page about it.</param>
/// <param name="Lit">On the path that is shown.</param>
/// <param name="IsOpen">Heads: its lines are shown.</param>
/// <param name="PortId">vNICs: the port, for its path.</param>
public sealed record TopologyRow(
    string Key, TopologySide Side, bool IsHead, double Y, string Title, string Detail, ObjectState? State, double BitsPerSecond, string Address, bool Lit, bool IsOpen, Guid? PortId);

using Musubi.Model.Config;

namespace Musubi.Model.Inventory.Admission;

/// <summary>An uplink that a host fills.</summary>
/// <param name="Host">Whose it is.</param>
/// <param name="Assignment">Which it is.</param>
/// <param name="CapacityBitsPerSecond">As said, else as its link told last; null when nobody knows.</param>
internal sealed record IoUplink(HostConfig Host, UplinkAssignment Assignment, long? CapacityBitsPerSecond)
{
    public string Who => $"{Assignment.Uplink} of host {Host.Name} ({Assignment.NicName})";
}

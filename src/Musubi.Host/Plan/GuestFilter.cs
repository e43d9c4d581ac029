using Musubi.Model;

namespace Musubi.Host.Plan;

/// <summary>What a guest's NIC lets through, as its hypervisor tells.</summary>
/// <param name="Mac">The guest's own.</param>
/// <param name="Groups">Group MACs, in order; null where the NIC lets every group through, or nobody tells.</param>
public sealed record GuestFilter(MacAddress Mac, ValueList<MacAddress>? Groups = null)
{
    /// <summary>A NIC that wants more lets every group through.</summary>
    public const int MostGroups = 256;
}

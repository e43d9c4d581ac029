using Musubi.Contracts.Plan;

namespace Musubi.Switch.Control;

/// <summary>
/// In which VLANs a port's MAC is announced. A trunk port may carry 4,095: its untagged VLAN and the lowest
/// <see cref="MostOfTrunk"/> are announced, the others become known with the guest's next frame in them.
/// </summary>
public static class AnnouncedVlans
{
    public const int MostOfTrunk = 32;

    /// <summary>VLAN ids as they stand on the wire, 0 for untagged, at most <see cref="MostOfTrunk"/>.</summary>
    public static ushort[] Of(VlanSettings? vlan) => vlan?.ModeCase switch
    {
        VlanSettings.ModeOneofCase.Access => [(ushort)vlan.Access],
        VlanSettings.ModeOneofCase.Private => [(ushort)vlan.Private.Sends],
        VlanSettings.ModeOneofCase.Trunk => OfTrunk(vlan.Trunk),
        _ => [0],
    };

    private static ushort[] OfTrunk(VlanTrunk trunk) =>
    [
        .. trunk.Ranges
            .SelectMany(range => Enumerable.Range((int)range.First, (int)Math.Min(range.Last - range.First + 1, MostOfTrunk)))
            .Distinct()
            .Order()
            .Take(MostOfTrunk)
            .Select(id => (ushort)id),
    ];
}

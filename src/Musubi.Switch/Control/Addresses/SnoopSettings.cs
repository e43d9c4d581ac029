using Musubi.Contracts.Plan;
using Musubi.Switch.Forwarding.Guarding;

namespace Musubi.Switch.Control.Addresses;

/// <summary>What the plan says of a port whose guest's addresses matter.</summary>
/// <param name="Mode">Not off.</param>
/// <param name="Vlan">When it changes, what was seen in the old networks is forgotten.</param>
/// <param name="Segment">Its network; of a trunk none.</param>
/// <param name="Configured">The addresses that it was given.</param>
public sealed record SnoopSettings(SpoofGuard Mode, VlanSettings Vlan, int Segment, IReadOnlyList<KnownAddress> Configured)
{
    public bool IsTrunk => Vlan.ModeCase == VlanSettings.ModeOneofCase.Trunk;

    /// <summary>Whether what is sent in a VLAN of its network reaches it: all but a port of a private VLAN hear all of theirs.</summary>
    public bool Hears(ushort vlan) => Vlan.ModeCase switch
    {
        VlanSettings.ModeOneofCase.Private => Vlan.Private.Hears.Contains(vlan),
        VlanSettings.ModeOneofCase.Trunk => Vlan.Trunk.Ranges.Any(range => range.First <= vlan && vlan <= range.Last),
        _ => true,
    };

    /// <summary>Addresses become known by what is seen.</summary>
    public bool Snoops => Mode is SpoofGuard.Observe or SpoofGuard.Snooped;
}

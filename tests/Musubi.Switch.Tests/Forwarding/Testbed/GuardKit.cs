using Musubi.Contracts.Plan;
using Musubi.Switch.Forwarding.Guarding;

namespace Musubi.Switch.Tests.Forwarding.Testbed;

/// <summary>What guards need of the control thread, as far as it stands in the plan: nothing becomes known by being seen.</summary>
internal static class GuardKit
{
    /// <summary>Null for a port without guards.</summary>
    public static PortGuard? Of(PlannedPort planned)
    {
        if (planned.Vnic?.Guards is not { } guards)
        {
            return null;
        }

        bool snoops = guards.SpoofGuard == SpoofGuard.Snooped;
        IEnumerable<KnownAddress> configured = guards.Addresses.Select(address => Known(address, null));
        IEnumerable<KnownAddress> seen = guards.Seen.Where(one => snoops && one.Origin != AddressOrigin.Traffic).Select(one => Known(one.Address, one.HasVlan ? one.Vlan : null));
        return new PortGuard(16) { Known = new KnownAddresses([.. configured, .. seen], snoops) };
    }

    private static KnownAddress Known(AddressPrefix prefix, uint? vlan)
    {
        AddressKey address = AddressKey.Read(prefix.Address.Span);
        return new KnownAddress(address, (int)prefix.PrefixLength + (address.IsIpv4 ? AddressKey.BitsBeforeIpv4 : 0), (ushort?)vlan ?? KnownAddresses.AnyVlan);
    }
}

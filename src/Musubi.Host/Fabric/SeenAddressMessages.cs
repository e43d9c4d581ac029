using Musubi.Contracts.Fabric;
using Musubi.Model;
using Musubi.Model.Config;
using Musubi.Model.Validation;

namespace Musubi.Host.Fabric;

/// <summary>Addresses that guests were seen to have, in the words of the contract between controller and host. Pure.</summary>
internal static class SeenAddressMessages
{
    private const long LastSecond = 253_402_300_799;

    public static ShareSeenAddress From(SeenAddress seen)
    {
        ShareSeenAddress message = new()
        {
            Address = seen.Address,
            Origin = seen.Origin switch
            {
                AddressOrigin.Dhcp => ShareAddressOrigin.Dhcp,
                AddressOrigin.Claimed => ShareAddressOrigin.Claimed,
                AddressOrigin.Traffic => ShareAddressOrigin.Traffic,
                _ => throw new ArgumentOutOfRangeException(nameof(seen), seen.Origin, "an origin that the contract has no word for"),
            },
            ExpiresUnixSeconds = seen.Expires?.ToUnixTimeSeconds() ?? 0,
        };
        if (seen.Vlan is { } vlan)
        {
            message.Vlan = (uint)vlan;
        }

        return message;
    }

    /// <summary>At most <see cref="SeenAddress.MostOfPort"/>; what is not well formed is left out.</summary>
    public static ValueList<SeenAddress> Read(IEnumerable<ShareSeenAddress> messages) => [.. messages.Take(SeenAddress.MostOfPort).SelectMany(Read)];

    private static IEnumerable<SeenAddress> Read(ShareSeenAddress message)
    {
        AddressOrigin? origin = message.Origin switch
        {
            ShareAddressOrigin.Dhcp => AddressOrigin.Dhcp,
            ShareAddressOrigin.Claimed => AddressOrigin.Claimed,
            ShareAddressOrigin.Traffic => AddressOrigin.Traffic,
            _ => null,
        };
        if (origin is not { } known || !AddressRules.TryNormalize(message.Address, out string? address) || (message.HasVlan && message.Vlan > 4094)
            || message.ExpiresUnixSeconds is < 0 or > LastSecond)
        {
            return [];
        }

        DateTimeOffset? expires = message.ExpiresUnixSeconds == 0 ? null : DateTimeOffset.FromUnixTimeSeconds(message.ExpiresUnixSeconds);
        return [new SeenAddress(address, message.HasVlan ? (int)message.Vlan : null, known, expires)];
    }
}

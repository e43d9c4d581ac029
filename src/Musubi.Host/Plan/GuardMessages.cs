using System.Globalization;
using System.Net;
using Google.Protobuf;
using Musubi.Contracts.Plan;
using Musubi.Model;
using Musubi.Model.Policy;
using Musubi.Model.Share;
using Musubi.Model.Validation;
using ModelOrigin = Musubi.Model.Config.AddressOrigin;
using ModelSeenAddress = Musubi.Model.Config.SeenAddress;
using ModelSpoofGuard = Musubi.Model.Policy.SpoofGuard;
using PlanOrigin = Musubi.Contracts.Plan.AddressOrigin;
using PlanSeenAddress = Musubi.Contracts.Plan.SeenAddress;
using PlanSpoofGuard = Musubi.Contracts.Plan.SpoofGuard;

namespace Musubi.Host.Plan;

/// <summary>Guards, and addresses that guests were seen to have, in the words of the contract with the data plane. Pure.</summary>
internal static class GuardMessages
{
    /// <summary>Null when nothing is guarded or noted.</summary>
    /// <param name="port">The port.</param>
    /// <param name="seen">What its guest was seen to have before.</param>
    public static GuardSettings? Of(SharePort port, ValueList<ModelSeenAddress> seen)
    {
        Guards guards = port.Policy.Guards;
        if (guards == Guards.Off)
        {
            return null;
        }

        GuardSettings settings = new()
        {
            BpduFilter = guards.BpduFilter,
            DhcpGuard = guards.DhcpGuard,
            RaGuard = guards.RaGuard,
            SpoofGuard = guards.SpoofGuard switch
            {
                ModelSpoofGuard.Observe => PlanSpoofGuard.Observe,
                ModelSpoofGuard.Snooped => PlanSpoofGuard.Snooped,
                ModelSpoofGuard.Configured => PlanSpoofGuard.Configured,
                _ => PlanSpoofGuard.Off,
            },
        };
        if (guards.SpoofGuard is ModelSpoofGuard.Snooped or ModelSpoofGuard.Configured)
        {
            settings.Addresses.AddRange(port.Connection.OwnAddresses().SelectMany(Prefixes));
        }

        if (guards.SpoofGuard is ModelSpoofGuard.Snooped or ModelSpoofGuard.Observe)
        {
            settings.Seen.AddRange(seen.SelectMany(Seen));
        }

        return settings;
    }

    /// <summary>In order, so that nothing seems to change when nothing did.</summary>
    public static ValueList<ModelSeenAddress> Read(IEnumerable<PlanSeenAddress> messages) =>
        [.. messages.SelectMany(Read).OrderBy(seen => seen.Address, StringComparer.Ordinal).ThenBy(seen => seen.Vlan)];

    private static IEnumerable<AddressPrefix> Prefixes(string text) => AddressRules.TryParse(text, out IPAddress? address, out int length)
        ? [new AddressPrefix { Address = ByteString.CopyFrom(address.GetAddressBytes()), PrefixLength = (uint)length }]
        : [];

    private static IEnumerable<PlanSeenAddress> Seen(ModelSeenAddress seen)
    {
        foreach (AddressPrefix prefix in Prefixes(seen.Address))
        {
            PlanSeenAddress message = new()
            {
                Address = prefix,
                Origin = seen.Origin switch
                {
                    ModelOrigin.Dhcp => PlanOrigin.Dhcp,
                    ModelOrigin.Claimed => PlanOrigin.Claimed,
                    _ => PlanOrigin.Traffic,
                },
                ExpiresUnixSeconds = seen.Expires?.ToUnixTimeSeconds() ?? 0,
            };
            if (seen.Vlan is { } vlan)
            {
                message.Vlan = (uint)vlan;
            }

            yield return message;
        }
    }

    private static IEnumerable<ModelSeenAddress> Read(PlanSeenAddress message)
    {
        IPAddress address = new(message.Address.Address.Span);
        string text = message.Address.PrefixLength == message.Address.Address.Length * 8
            ? address.ToString()
            : string.Create(CultureInfo.InvariantCulture, $"{address}/{message.Address.PrefixLength}");
        DateTimeOffset? expires = message.ExpiresUnixSeconds == 0 ? null : DateTimeOffset.FromUnixTimeSeconds(message.ExpiresUnixSeconds);
        ModelOrigin origin = message.Origin switch
        {
            PlanOrigin.Dhcp => ModelOrigin.Dhcp,
            PlanOrigin.Claimed => ModelOrigin.Claimed,
            _ => ModelOrigin.Traffic,
        };
        return [new ModelSeenAddress(text, message.HasVlan ? (int)message.Vlan : null, origin, expires)];
    }
}

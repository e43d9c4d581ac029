using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Musubi.Model.Policy;

namespace Musubi.Model.Validation;

/// <summary>The multicast settings of a switch.</summary>
public static class MulticastRules
{
    public const int MinIntervalSeconds = 5;

    public const int MaxIntervalSeconds = 3600;

    /// <summary>Everything that is wrong; empty when all is well.</summary>
    public static IEnumerable<ValidationError> Check(MulticastConfig config)
    {
        if (config.QuerierIntervalSeconds is < MinIntervalSeconds or > MaxIntervalSeconds)
        {
            yield return new ValidationError("multicastQuerier.intervalSeconds", ShownValue.Of(config.QuerierIntervalSeconds),
                string.Create(CultureInfo.InvariantCulture, $"must be {MinIntervalSeconds} to {MaxIntervalSeconds} seconds"));
        }

        if (config.QuerierIpv4.Length > 0 && !IsHostIpv4(config.QuerierIpv4))
        {
            yield return new ValidationError("multicastQuerier.ipv4", ShownValue.Of(config.QuerierIpv4), "must be an IPv4 address of a host, such as 10.0.0.1, or empty");
        }

        if (config.QuerierIpv6.Length > 0 && !IsLinkLocalIpv6(config.QuerierIpv6))
        {
            yield return new ValidationError("multicastQuerier.ipv6", ShownValue.Of(config.QuerierIpv6), "must be a link-local IPv6 address, such as fe80::1, or empty (RFC 3810, 5.1.14)");
        }
    }

    private static bool IsHostIpv4(string text) =>
        IPAddress.TryParse(text, out IPAddress? address) && address.AddressFamily == AddressFamily.InterNetwork && address.ToString() == text
        && address.GetAddressBytes()[0] is not (0 or 127 or >= 224);

    private static bool IsLinkLocalIpv6(string text) =>
        IPAddress.TryParse(text, out IPAddress? address) && address is { AddressFamily: AddressFamily.InterNetworkV6, IsIPv6LinkLocal: true, ScopeId: 0 } && !text.Contains('%', StringComparison.Ordinal);
}

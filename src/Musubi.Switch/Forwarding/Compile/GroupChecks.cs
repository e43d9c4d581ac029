using System.Globalization;
using Google.Protobuf;
using Musubi.Contracts.Plan;

namespace Musubi.Switch.Forwarding.Compile;

/// <summary>What is wrong with the parts of a plan that are about groups. Pure.</summary>
internal static class GroupChecks
{
    public const int MinIntervalSeconds = 5;
    public const int MaxIntervalSeconds = 3600;
    public const int MaxGuestGroups = 256;

    public static IEnumerable<(string Field, string Value, string Rule)> Of(MulticastSnooping? snooping, string field)
    {
        if (snooping?.Querier is not { } querier)
        {
            yield break;
        }

        if (querier.IntervalSeconds is < MinIntervalSeconds or > MaxIntervalSeconds)
        {
            yield return ($"{field}.querier.interval_seconds", Text(querier.IntervalSeconds), $"must be {MinIntervalSeconds}..{MaxIntervalSeconds}");
        }

        if (querier.Address4.Length != 0 && !IsHost4(querier.Address4.Span))
        {
            yield return ($"{field}.querier.address4", Convert.ToHexStringLower(querier.Address4.Span), "must be the IPv4 address of a host in 4 bytes, or empty");
        }

        if (querier.Address6.Length != 0 && !IsLinkLocal6(querier.Address6.Span))
        {
            yield return ($"{field}.querier.address6", Convert.ToHexStringLower(querier.Address6.Span), "must be a link-local IPv6 address in 16 bytes, or empty");
        }
    }

    public static IEnumerable<(string Field, string Value, string Rule)> Of(GuestGroups? groups, string field)
    {
        if (groups is null)
        {
            yield break;
        }

        if (groups.Macs.Count > MaxGuestGroups)
        {
            yield return ($"{field}.macs", Text((uint)groups.Macs.Count), $"must be at most {MaxGuestGroups}");
        }

        for (int i = 0; i < groups.Macs.Count; i++)
        {
            ByteString mac = groups.Macs[i];
            if (mac.Length != 6 || !MacKinds.IsMulticast(PlanCompiler.ReadMac(mac)))
            {
                yield return ($"{field}.macs[{i}]", Convert.ToHexStringLower(mac.Span), "must be a group address of 6 bytes, and not broadcast");
            }
        }
    }

    private static bool IsHost4(ReadOnlySpan<byte> address) => address.Length == 4 && address[0] is not (0 or 127 or >= 224);

    private static bool IsLinkLocal6(ReadOnlySpan<byte> address) => address.Length == 16 && address[0] == 0xfe && (address[1] & 0xc0) == 0x80;

    private static string Text(uint number) => number.ToString(CultureInfo.InvariantCulture);
}

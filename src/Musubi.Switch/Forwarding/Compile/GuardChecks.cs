using System.Globalization;
using Musubi.Contracts.Plan;
using Musubi.Switch.Forwarding.Guarding;

namespace Musubi.Switch.Forwarding.Compile;

/// <summary>Judges the guards of a planned vNIC: every error is told.</summary>
internal static class GuardChecks
{
    public const int MostAddresses = 16;
    public const int MostSeen = 80;

    private const int ShortestIpv4 = 8;
    private const int ShortestIpv6 = 16;
    private const long LastSecond = 253_402_300_799;

    /// <param name="guards">Null for none.</param>
    /// <param name="tell">Of each error the field within the settings, its value and the rule that it breaks.</param>
    public static void Check(GuardSettings? guards, Action<string, string, string> tell)
    {
        foreach ((string part, string value, string rule) in guards is null ? [] : Errors(guards))
        {
            tell(part, value, rule);
        }
    }

    private static IEnumerable<(string Field, string Value, string Rule)> Errors(GuardSettings guards)
    {
        if (!Enum.IsDefined(guards.SpoofGuard))
        {
            yield return ("spoof_guard", Text((int)guards.SpoofGuard), "must be off, observe, snooped or configured");
        }

        if (guards.Addresses.Count > MostAddresses)
        {
            yield return ("addresses", Text(guards.Addresses.Count), $"must be at most {MostAddresses}");
        }

        if (guards.Seen.Count > MostSeen)
        {
            yield return ("seen", Text(guards.Seen.Count), $"must be at most {MostSeen}");
        }

        foreach ((int i, AddressPrefix address) in guards.Addresses.Take(MostAddresses).Index())
        {
            if (Check(address) is { } rule)
            {
                yield return ($"addresses[{i}]", Shown(address), rule);
            }
        }

        foreach ((int i, SeenAddress seen) in guards.Seen.Take(MostSeen).Index())
        {
            foreach ((string part, string value, string rule) in Check(seen))
            {
                yield return ($"seen[{i}].{part}", value, rule);
            }
        }
    }

    private static IEnumerable<(string Field, string Value, string Rule)> Check(SeenAddress seen)
    {
        if (Check(seen.Address) is { } rule)
        {
            yield return ("address", Shown(seen.Address), rule);
        }

        if (seen.HasVlan && seen.Vlan > 4094)
        {
            yield return ("vlan", Text(seen.Vlan), "must be 0..4094");
        }

        if (seen.Origin == AddressOrigin.Unspecified || !Enum.IsDefined(seen.Origin))
        {
            yield return ("origin", Text((int)seen.Origin), "must be DHCP, claimed or traffic");
        }

        if (seen.ExpiresUnixSeconds is < 0 or > LastSecond)
        {
            yield return ("expires_unix_seconds", Text(seen.ExpiresUnixSeconds), $"must be 0..{LastSecond}");
        }
    }

    private static string? Check(AddressPrefix? prefix)
    {
        if (prefix?.Address.Length is not (4 or 16))
        {
            return "must be 4 or 16 bytes";
        }

        (int shortest, int bits) = prefix.Address.Length == 4 ? (ShortestIpv4, 32) : (ShortestIpv6, 128);
        AddressKey address = AddressKey.Read(prefix.Address.Span);
        return prefix.PrefixLength < shortest || prefix.PrefixLength > bits ? $"must have a prefix of {shortest}..{bits} bits"
            : prefix.Negated ? "must not be negated"
            : address.First((int)prefix.PrefixLength + AddressKey.Bits - bits) != address ? "must have no bits beyond its prefix"
            : null;
    }

    private static string Shown(AddressPrefix? prefix) => prefix is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{Convert.ToHexStringLower(prefix.Address.Span)}/{prefix.PrefixLength}");

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}

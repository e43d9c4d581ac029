namespace Musubi.Model.Config;

/// <summary>An IP address that a guest was seen to have.</summary>
/// <param name="Address">An address, or a prefix that it was delegated, such as "2001:db8:1::/56".</param>
/// <param name="Vlan">Of a trunk port the VLAN in which it has it, 0 for untagged; null for other ports, which are in one network only.</param>
/// <param name="Origin">How it came to be known.</param>
/// <param name="Expires">When its lease ends, in whole seconds; null when it has none.</param>
public sealed record SeenAddress(string Address, int? Vlan, AddressOrigin Origin, DateTimeOffset? Expires)
{
    /// <summary>Kept of one port.</summary>
    public const int MostOfPort = 80;
}

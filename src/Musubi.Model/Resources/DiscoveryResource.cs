using Musubi.Model.Config;

namespace Musubi.Model.Resources;

/// <summary>How a switch discovers its physical neighbours, as its users see it.</summary>
/// <param name="Protocol">"cdp" or "lldp".</param>
/// <param name="Operation">"none", "listen", "advertise" or "both".</param>
public sealed record DiscoveryResource(string Protocol, string Operation)
{
    public static DiscoveryResource Of(DiscoveryConfig config) => new(Word(config.Protocol), Word(config.Operation));

    public static string Word(DiscoveryProtocol protocol) => protocol == DiscoveryProtocol.Lldp ? "lldp" : "cdp";

    public static string Word(DiscoveryOperation operation) => operation switch
    {
        DiscoveryOperation.Listen => "listen",
        DiscoveryOperation.Advertise => "advertise",
        DiscoveryOperation.Both => "both",
        _ => "none",
    };
}

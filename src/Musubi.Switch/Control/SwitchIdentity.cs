namespace Musubi.Switch.Control;

/// <summary>Who answers on the socket.</summary>
/// <param name="Version">Of the program.</param>
/// <param name="BootId">Minted when the process started.</param>
/// <param name="CountersPath">Where the counters file stands.</param>
public sealed record SwitchIdentity(string Version, string BootId, string CountersPath)
{
    /// <summary>What an agent may ask of this data plane beyond the protocol version, by name.</summary>
    public static IReadOnlyList<string> Capabilities { get; } =
        ["tap-device", "packet-device", "vhost-user", "vlan-trunk", "teaming-port-id", "teaming-explicit-order", "teaming-source-mac", "teaming-ip-hash", "teaming-physical-load", "teaming-beacon", "failback-delay", "vlan-private", "migration", "notify-switches", "effective-mac", "mac-learning", "guards", "shaping", "filtering", "lacp"];
}

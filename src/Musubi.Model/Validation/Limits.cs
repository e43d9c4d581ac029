namespace Musubi.Model.Validation;

/// <summary>Bounds of an inventory. They keep what a host is asked to run within what its data plane takes in one plan.</summary>
public static class Limits
{
    /// <summary>Bytes of L2 payload; 1280 is the least that IPv6 works with (RFC 8200, 5).</summary>
    public const int MinMtu = 1280;

    public const int MaxMtu = 9190;

    public const int MaxUplinks = 32;

    /// <summary>Bits a second of an uplink.</summary>
    public const long MinCapacity = 1_000_000;

    /// <summary>Bits a second of an uplink.</summary>
    public const long MaxCapacity = 1_000_000_000_000;

    public const int MaxPortsInGroup = 8192;

    /// <summary>Elastic allocation makes this many ports at a time.</summary>
    public const int ElasticStep = 8;

    /// <summary>Connected ports on one host, for one inventory: half of what a plan holds, because a host has two inventories.</summary>
    public const int MaxPortsOnHost = 2000;

    /// <summary>Switches that a host is a member of, for one inventory.</summary>
    public const int MaxSwitchesOnHost = 30;

    /// <summary>Rules of traffic filtering that one host may run of a fabric; with those of its standard switches as many as a plan holds.</summary>
    public const int MaxRulesOnHost = 14_336;

    /// <summary>The same of a host's standard switches.</summary>
    public const int MaxStandardRulesOnHost = 2048;

    /// <summary>Bytes of a list of rules as it is stored: a switch may have two, and all of it must go into one value of the store.</summary>
    public const int MaxRuleListBytes = 384 << 10;

    public const int MaxAddresses = 16;

    /// <summary>Errors reported for one request; the rest is counted.</summary>
    public const int MaxErrors = 1000;
}

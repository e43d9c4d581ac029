using Musubi.Model.Config;

namespace Musubi.Model.Services;

/// <summary>How a connected port fares on its host.</summary>
public sealed record PortRuntime
{
    public required ObjectState State { get; init; }

    /// <summary>Why it is not done; empty when it is.</summary>
    public string Reason { get; init; } = "";

    public bool LinkUp { get; init; }

    /// <summary>Uplink name; empty when none is eligible.</summary>
    public string PinnedUplink { get; init; } = "";

    /// <summary>Null while it is not known.</summary>
    public MacAddress? EffectiveMac { get; init; }

    /// <summary>MACs learned now.</summary>
    public int LearnedMacCount { get; init; }

    /// <summary>Those of them that the host listed, at most 256, in order.</summary>
    public ValueList<LearnedMac> LearnedMacs { get; init; } = [];

    /// <summary>IP addresses that its guest was seen to have, in order.</summary>
    public ValueList<SeenAddress> SeenAddresses { get; init; } = [];

    /// <summary>Of a shaped port whose guest is to leave: what that may send and be sent at once; null for others, and while it is not known.</summary>
    public ShaperCredit? ShaperCredit { get; init; }
}

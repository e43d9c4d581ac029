using System.Collections.Immutable;

namespace Musubi.Pages.Live;

/// <summary>What a port carries, from two readings of its counters. "Rx" is what came from the guest, as the switch sees it.</summary>
public sealed record PortTraffic
{
    /// <summary>Readings that are kept for a sparkline.</summary>
    public const int MostSamples = 60;

    public static PortTraffic None { get; } = new();

    public double RxBitsPerSecond { get; init; }

    public double TxBitsPerSecond { get; init; }

    public double RxFramesPerSecond { get; init; }

    public double TxFramesPerSecond { get; init; }

    public double DropsPerSecond { get; init; }

    public ulong RxBytes { get; init; }

    public ulong TxBytes { get; init; }

    public ulong Drops { get; init; }

    /// <summary>Bits a second in both directions, oldest first.</summary>
    public ImmutableArray<float> Recent { get; init; } = [];

    public double BitsPerSecond => RxBitsPerSecond + TxBitsPerSecond;
}

namespace Musubi.Switch.Forwarding;

/// <summary>
/// Positions and names of a port's counters. "rx" is what came from the NIC or VM into the switch, counted before any
/// judgement; "tx" is what it took. tx-multicast and tx-broadcast count what was offered, as a way out tells how many frames it refused,
/// not which. Bytes include the Ethernet header and tag, not the FCS.
/// </summary>
public static class CounterLayout
{
    public const int RxFrames = 0;
    public const int RxBytes = 1;
    public const int RxMulticast = 2;
    public const int RxBroadcast = 3;
    public const int TxFrames = 4;
    public const int TxBytes = 5;
    public const int TxMulticast = 6;
    public const int TxBroadcast = 7;

    /// <summary>Bytes of a vNIC that left by uplinks; counted where its teaming goes by load.</summary>
    public const int UplinkRxBytes = 8;

    /// <summary>Bytes for a vNIC that came by uplinks; counted where its teaming goes by load.</summary>
    public const int UplinkTxBytes = 9;

    private const int FirstDrop = 10;

    /// <summary>Names by position, as they stand in the counters file and in every listing.</summary>
    public static IReadOnlyList<string> Names { get; } = BuildNames();

    public static int Count => Names.Count;

    /// <summary>The counter of a drop reason; not for <see cref="DropReason.None"/>.</summary>
    public static int Of(DropReason reason) => FirstDrop + (int)reason - 1;

    private static string[] BuildNames()
    {
        DropReason[] reasons = [.. Enum.GetValues<DropReason>().Where(reason => reason != DropReason.None)];
        return
        [
            "rx-frames", "rx-bytes", "rx-multicast", "rx-broadcast", "tx-frames", "tx-bytes", "tx-multicast", "tx-broadcast",
            "uplink-rx-bytes", "uplink-tx-bytes",
            .. reasons.Select(reason => "drop-" + KebabCase(reason.ToString())),
        ];
    }

    private static string KebabCase(string name) =>
        string.Concat(name.Select((letter, i) => char.IsUpper(letter) ? (i > 0 ? "-" : "") + char.ToLowerInvariant(letter) : letter.ToString()));
}

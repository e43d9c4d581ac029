namespace Musubi.Bench.Peers;

/// <summary>What every switch of a measurement is given alike.</summary>
/// <param name="Folder">Its own, empty.</param>
/// <param name="Processor">Of its forwarding thread; nothing else of the measurement runs there.</param>
/// <param name="OtherProcessor">Of its other threads.</param>
/// <param name="Macs">Of the stations at its ports; one for each port.</param>
internal sealed record PeerSetup(string Folder, int Processor, int OtherProcessor, IReadOnlyList<byte[]> Macs)
{
    /// <summary>Most MACs that stations behind one port have; 1 where only the port's own speaks.</summary>
    public int LearnedMacs { get; init; } = 1;

    /// <summary>How frames go from one port to the other.</summary>
    public UplinkKind Uplinks { get; init; }
}

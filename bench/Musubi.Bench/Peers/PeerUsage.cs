namespace Musubi.Bench.Peers;

/// <summary>What a switch says of its own work, from a moment on.</summary>
/// <param name="BusyNanoseconds">Time spent with frames at hand.</param>
/// <param name="Frames">Received and dealt with.</param>
internal readonly record struct PeerUsage(double BusyNanoseconds, double Frames)
{
    public static PeerUsage operator -(PeerUsage later, PeerUsage earlier) => new(later.BusyNanoseconds - earlier.BusyNanoseconds, later.Frames - earlier.Frames);
}

namespace Musubi.Bench.Load;

/// <summary>What a generator sends.</summary>
/// <param name="Flows">Different 5-tuples, 1 at least.</param>
/// <param name="Destinations">Different destination MACs, 1 at least.</param>
/// <param name="FirstDestination">The others follow it, first octet most significant.</param>
internal sealed record Traffic(int Flows, int Destinations, ulong FirstDestination)
{
    /// <summary>Frames in a second; 0 for as many as find room.</summary>
    public double Rate { get; init; }
}

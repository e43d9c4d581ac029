namespace Musubi.Bench.Load;

/// <param name="Offered">Frames that were due.</param>
/// <param name="Lost">Of these, those that found no room in the queue.</param>
/// <param name="Received">Frames that came out at the other port.</param>
internal readonly record struct GeneratorResult(long Offered, long Lost, long Received, double Seconds);

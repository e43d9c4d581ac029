namespace Musubi.Lab.Observe;

/// <summary>One line of ping.</summary>
/// <param name="Time">Seconds since the Unix epoch when the reply came.</param>
/// <param name="Sequence">Of the request, from 1.</param>
/// <param name="Seconds">From the request to the reply.</param>
/// <param name="Duplicate">The same reply came before.</param>
internal readonly record struct PingReply(double Time, int Sequence, double Seconds, bool Duplicate);

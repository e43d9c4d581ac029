namespace Musubi.Lab.Observe;

/// <summary>Requests in a row that got no reply.</summary>
/// <param name="Start">When the reply before them came, in seconds since the Unix epoch.</param>
/// <param name="End">When the reply after them came.</param>
internal readonly record struct PingLoss(double Start, double End, int Count);

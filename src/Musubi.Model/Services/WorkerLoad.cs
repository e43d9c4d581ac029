namespace Musubi.Model.Services;

/// <summary>How busy a forwarding thread of a host's data plane was, over the last second or so.</summary>
/// <param name="Index">From 0.</param>
/// <param name="BusyPercent">Of a processor, in turns that moved frames, 0..100. What it polls in vain does not count.</param>
/// <param name="FramesPerSecond">That it moved.</param>
public sealed record WorkerLoad(int Index, int BusyPercent, long FramesPerSecond);

using Musubi.Io.Ports;

namespace Musubi.Io.Tests.Vhost.Session;

/// <summary>Workers that end their turn when the test says so.</summary>
public sealed class ManualBarrier : IWorkerBarrier
{
    private long _begun;
    private long _reached;

    /// <summary>Every barrier is reached at once, as if all workers slept.</summary>
    public bool AtOnce { get; set; } = true;

    /// <summary>How often something was taken out of force.</summary>
    public long Begun => _begun;

    public long Begin() => ++_begun;

    public bool Reached(long serial) => AtOnce || serial <= _reached;

    /// <summary>All workers end the turn that they are in.</summary>
    public void EndTurns() => _reached = _begun;
}

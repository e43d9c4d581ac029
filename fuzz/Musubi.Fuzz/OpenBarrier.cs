using Musubi.Io.Ports;

namespace Musubi.Fuzz;

/// <summary>Workers that end their turns at once, unless they are held or in the middle of one.</summary>
internal sealed class OpenBarrier(FuzzWorker worker) : IWorkerBarrier
{
    private long _begun;

    public bool Held { get; set; }

    public long Begin() => ++_begun;

    public bool Reached(long serial) => !Held && !worker.IsBusy;
}

namespace Musubi.Io.Ports;

/// <summary>Tells when no worker can still be using what was taken out of force. Control thread only; never waits.</summary>
public interface IWorkerBarrier
{
    /// <summary>To be called after something was taken out of force; returns the number to ask <see cref="Reached"/> for.</summary>
    long Begin();

    /// <summary>Every worker has ended the turn in which it may have used what was in force at <see cref="Begin"/>, or sleeps.</summary>
    bool Reached(long serial);
}

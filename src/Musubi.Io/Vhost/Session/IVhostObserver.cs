using Musubi.Io.Vhost.Protocol;

namespace Musubi.Io.Vhost.Session;

/// <summary>Is told, on the control thread, what a front end does that concerns more than its own port.</summary>
public interface IVhostObserver
{
    /// <summary>A front end is connected. Frames pass when its guest's driver has set its queues up.</summary>
    void FrontEndCame();

    /// <summary>Whether any queue is served has changed.</summary>
    void RunningChanged(bool running);

    /// <summary>The guest has moved here and cannot announce itself (SEND_RARP).</summary>
    /// <param name="mac">The guest's address, in the lower 48 bits, the first byte highest.</param>
    void AnnounceAsked(ulong mac);

    /// <summary>The front end closed, or was refused. Its memory is unmapped, and the port waits for another.</summary>
    /// <param name="reason">None when it closed by itself.</param>
    /// <param name="detail">More about the reason; empty where the name says all.</param>
    void FrontEndGone(VhostRefusal reason, string detail);
}

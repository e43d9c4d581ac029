using Musubi.Io.Vhost.Protocol;
using Musubi.Io.Vhost.Session;

namespace Musubi.Io.Tests.Vhost.Session;

/// <summary>What a session told its owner.</summary>
public sealed class RecordedEvents : IVhostObserver
{
    public int Came { get; private set; }

    public bool Running { get; private set; }

    public List<ulong> Announced { get; } = [];

    public List<(VhostRefusal Reason, string Detail)> Gone { get; } = [];

    public void FrontEndCame() => Came++;

    public void RunningChanged(bool running) => Running = running;

    public void AnnounceAsked(ulong mac) => Announced.Add(mac);

    public void FrontEndGone(VhostRefusal reason, string detail) => Gone.Add((reason, detail));
}

namespace Musubi.Controller.Fabric;

/// <summary>The way from the hub to one host's stream. Called by any thread; must not wait.</summary>
internal interface IHostLink
{
    /// <summary>There may be something to send: ask <see cref="FabricHub.Next"/>.</summary>
    void Wake();

    /// <summary>Ends the stream; the host is told why.</summary>
    void End(StreamEnd why, string reason);
}

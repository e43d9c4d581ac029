namespace Musubi.Switch.Forwarding.Punting;

/// <summary>
/// Where a worker's stages hand frames to the control thread. What is consumed from the wire and what is copied from guests have a ring
/// each, so that no flood of the one kind costs the other a frame. Written by one worker, read by the control thread.
/// </summary>
public sealed class PuntSink : IDisposable
{
    private const int ProtocolBytes = 1 << 17;
    private const int SnoopedBytes = 1 << 18;

    /// <summary>Frames from the wire that the switch itself takes.</summary>
    public PuntRing Protocol { get; } = new(ProtocolBytes);

    /// <summary>Copies of frames that go on, or are held, by what their port's policies say.</summary>
    public PuntRing Snooped { get; } = new(SnoopedBytes);

    /// <summary>Handle of the slot of the port whose batch is being forwarded. Set by the worker.</summary>
    public long Source { get; set; }

    /// <summary>Of the beacons that this data plane sends: only those are handed over. Set before the first frame.</summary>
    public ulong BeaconOrigin { get; set; }

    /// <summary>
    /// Copies a frame of the batch for the control thread; false when there was no room, which is counted. The frame goes on as if
    /// nothing had been: its drop reason is the caller's to set. After Parse; where the VLAN matters, after Admit.
    /// </summary>
    internal bool TryPunt(PuntKind kind, in FrameBatch batch, int i) =>
        (kind <= PuntKind.Beacon ? Protocol : Snooped).TryWrite(Source, kind, in batch, i);

    /// <summary>Shows the control thread what was handed over. True when it must be woken.</summary>
    public bool Publish() => Protocol.Publish() | Snooped.Publish();

    public void Dispose()
    {
        Protocol.Dispose();
        Snooped.Dispose();
    }
}

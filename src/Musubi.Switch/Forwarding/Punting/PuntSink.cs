namespace Musubi.Switch.Forwarding.Punting;

/// <summary>
/// Where a worker's stages hand frames to the control thread. Each kind that is consumed from the wire, and what is copied from guests, has a ring of its own, so
/// that no flood of one kind costs another a frame: anybody beyond a switch that passes CDP on can send it, and no LAG may fall apart by that. Written by one worker, read by
/// the control thread.
/// </summary>
public sealed class PuntSink : IDisposable
{
    private const int ProtocolBytes = 1 << 17;
    private const int SnoopedBytes = 1 << 18;

    private readonly PuntRing[] _protocols = [.. Enumerable.Range((int)PuntKind.SlowProtocol, PuntKind.Beacon - PuntKind.None).Select(_ => new PuntRing(ProtocolBytes))];

    /// <summary>Frames from the wire that the switch itself takes, by kind: that of <see cref="PuntKind.SlowProtocol"/> first.</summary>
    public IReadOnlyList<PuntRing> Protocols => _protocols;

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
        RingOf(kind).TryWrite(Source, kind, in batch, i);

    /// <summary>The ring in which frames of a kind wait.</summary>
    internal PuntRing RingOf(PuntKind kind) => kind <= PuntKind.Beacon ? _protocols[kind - PuntKind.SlowProtocol] : Snooped;

    /// <summary>Shows the control thread what was handed over. True when it must be woken.</summary>
    public bool Publish()
    {
        bool wakes = Snooped.Publish();
        foreach (PuntRing ring in _protocols)
        {
            wakes |= ring.Publish();
        }

        return wakes;
    }

    public void Dispose()
    {
        Array.ForEach(_protocols, ring => ring.Dispose());
        Snooped.Dispose();
    }
}

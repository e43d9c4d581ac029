namespace Musubi.Switch.Forwarding.Punting;

/// <summary>
/// Where a worker's stages hand frames to the control thread. Each kind has a ring of its own, so that no flood of one kind costs another a frame: anybody beyond a
/// switch that passes CDP on can send it, and no LAG may fall apart by that; nor may a lease be missed for a guest's group reports. Written by one worker, read by the
/// control thread.
/// </summary>
public sealed class PuntSink : IDisposable
{
    private const int ProtocolBytes = 1 << 17;
    private const int SnoopedBytes = 1 << 18;

    private readonly PuntRing[] _rings =
    [
        .. Enumerable.Range(0, (int)PuntKind.Beacon).Select(_ => new PuntRing(ProtocolBytes)),
        .. Enumerable.Range(0, PuntKind.Neighbour - PuntKind.Beacon).Select(_ => new PuntRing(SnoopedBytes)),
    ];

    private bool _hasWritten;

    /// <summary>Frames from the wire that the switch itself takes, by kind.</summary>
    public IReadOnlyList<PuntRing> Protocols => _rings[..(int)PuntKind.Beacon];

    /// <summary>Copies of frames that go on, or are held, by what their port's policies say; by kind.</summary>
    public IReadOnlyList<PuntRing> Snooped => _rings[(int)PuntKind.Beacon..];

    /// <summary>Handle of the slot of the port whose batch is being forwarded. Set by the worker.</summary>
    public long Source { get; set; }

    /// <summary>Of the beacons that this data plane sends: only those are handed over. Set before the first frame.</summary>
    public ulong BeaconOrigin { get; set; }

    /// <summary>
    /// Copies a frame of the batch for the control thread; false when there was no room, which is counted. The frame goes on as if
    /// nothing had been: its drop reason is the caller's to set. After Parse; where the VLAN matters, after Admit.
    /// </summary>
    internal bool TryPunt(PuntKind kind, in FrameBatch batch, int i)
    {
        _hasWritten = true;
        return RingOf(kind).TryWrite(Source, kind, in batch, i);
    }

    /// <summary>The ring in which frames of a kind wait.</summary>
    internal PuntRing RingOf(PuntKind kind) => _rings[kind - PuntKind.SlowProtocol];

    /// <summary>Shows the control thread what was handed over. True when it must be woken.</summary>
    public bool Publish()
    {
        if (!_hasWritten)
        {
            return false;
        }

        _hasWritten = false;
        bool wakes = false;
        foreach (PuntRing ring in _rings)
        {
            wakes |= ring.Publish();
        }

        return wakes;
    }

    public void Dispose() => Array.ForEach(_rings, ring => ring.Dispose());
}

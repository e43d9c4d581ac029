namespace Musubi.Switch.Forwarding.Guarding;

/// <summary>Bounds what of one port waits for the control thread. One worker tells, the control thread hears.</summary>
internal sealed class SnoopGate(int mostWaiting)
{
    private long _told;
    private long _heard;
    private long _untold;

    /// <summary>Any thread.</summary>
    public long Untold => Volatile.Read(ref _untold);

    /// <summary>Whether one more may be told; counted when not. The port's worker only.</summary>
    public bool IsOpen()
    {
        if (_told - Volatile.Read(ref _heard) < mostWaiting)
        {
            return true;
        }

        Volatile.Write(ref _untold, _untold + 1);
        return false;
    }

    /// <summary>The port's worker only.</summary>
    public void Told() => _told++;

    /// <summary>The control thread only.</summary>
    public void Heard() => Volatile.Write(ref _heard, _heard + 1);
}

namespace Musubi.Switch.Runtime;

/// <summary>
/// What a worker tells the control thread: a bounded ring with one writer (the worker) and one reader (control). When it is
/// full a notice is counted and dropped: whatever it told of shows itself again with the next frame or the next wait.
/// </summary>
public sealed class NoticeRing
{
    /// <summary>A power of two.</summary>
    public const int Capacity = 1024;

    private readonly PortNotice[] _notices = new PortNotice[Capacity];
    private long _written;
    private long _read;
    private long _dropped;

    /// <summary>Any thread.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    /// <summary>Writer only.</summary>
    public bool TryWrite(in PortNotice notice)
    {
        if (_written - Volatile.Read(ref _read) == Capacity)
        {
            Volatile.Write(ref _dropped, _dropped + 1);
            return false;
        }

        _notices[_written & (Capacity - 1)] = notice;
        Volatile.Write(ref _written, _written + 1);
        return true;
    }

    /// <summary>Reader only.</summary>
    public bool TryRead(out PortNotice notice)
    {
        if (_read == Volatile.Read(ref _written))
        {
            notice = default;
            return false;
        }

        ref PortNotice place = ref _notices[_read & (Capacity - 1)];
        notice = place;
        place = default;
        Volatile.Write(ref _read, _read + 1);
        return true;
    }
}

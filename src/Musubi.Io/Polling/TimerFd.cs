using Musubi.Io.Native;

namespace Musubi.Io.Polling;

/// <summary>A timer that a thread can wait on beside other descriptors: readable from when it is due until it is stopped or set again. One thread.</summary>
public sealed unsafe class TimerFd : IDisposable
{
    private const int Monotonic = 1;
    private const int NonBlockCloseOnExec = 0x800 | 0x80000;

    private const long Second = 1_000_000_000;

    /// <summary>Zero would stop the timer.</summary>
    private const long Least = 1;

    private readonly FileDescriptor _timer = new(SystemCall.Check(Libc.timerfd_create(Monotonic, NonBlockCloseOnExec), "timerfd_create"));
    private bool _set;

    public int Descriptor => _timer.Number;

    /// <summary>Due once, when so much time has passed; at once for nothing or less.</summary>
    public void Set(TimeSpan after)
    {
        long nanoseconds = Math.Max(Least, after.Ticks * TimeSpan.NanosecondsPerTick);
        Set(nanoseconds);
        _set = true;
    }

    public void Stop()
    {
        if (_set)
        {
            Set(0);
            _set = false;
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Set(long nanoseconds)
    {
        TimerSetting setting = new() { Seconds = nanoseconds / Second, Nanoseconds = nanoseconds % Second };
        // Safe: the kernel copies the setting during the call and is told not to give the former one back.
        _ = Libc.timerfd_settime(_timer.Number, 0, &setting, null);
    }
}

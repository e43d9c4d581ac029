using System.Runtime.InteropServices;

namespace Musubi.Io.Native;

/// <summary>struct itimerspec: when a timer is due, and how often from then on.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TimerSetting
{
    public long IntervalSeconds;
    public long IntervalNanoseconds;

    /// <summary>Zero with <see cref="Nanoseconds"/> zero: never.</summary>
    public long Seconds;

    public long Nanoseconds;
}

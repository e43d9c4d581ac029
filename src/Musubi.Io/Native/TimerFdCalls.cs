using System.Runtime.InteropServices;

namespace Musubi.Io.Native;

internal static unsafe partial class Libc
{
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int timerfd_create(int clock, int flags);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int timerfd_settime(int timer, int flags, TimerSetting* setting, TimerSetting* former);
}

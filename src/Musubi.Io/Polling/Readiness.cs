using Musubi.Io.Native;

namespace Musubi.Io.Polling;

/// <summary>Waiting on one descriptor, with a way to be called off.</summary>
public static unsafe class Readiness
{
    private const short PollIn = 1;
    private const short PollOut = 4;

    /// <summary>True when the descriptor can be read (or has ended); false at the time limit or when cancelled.</summary>
    public static bool WaitReadable(int descriptor, TimeSpan limit, EventFd? cancel = null) => Wait(descriptor, PollIn, limit, cancel);

    /// <summary>True when the descriptor can be written; false at the time limit or when cancelled.</summary>
    public static bool WaitWritable(int descriptor, TimeSpan limit, EventFd? cancel = null) => Wait(descriptor, PollOut, limit, cancel);

    private static bool Wait(int descriptor, short events, TimeSpan limit, EventFd? cancel)
    {
        PollEntry* entries = stackalloc PollEntry[2];
        entries[0] = new PollEntry { Descriptor = descriptor, Events = events };
        entries[1] = new PollEntry { Descriptor = cancel?.Descriptor ?? -1, Events = PollIn };
        long end = limit < TimeSpan.Zero ? long.MaxValue : Environment.TickCount64 + (long)Math.Min(limit.TotalMilliseconds, int.MaxValue);
        while (true)
        {
            int milliseconds = end == long.MaxValue ? -1 : (int)Math.Max(end - Environment.TickCount64, 0);
            // Safe: two entries on this stack; a negative descriptor is passed over by the kernel.
            int ready = Libc.poll(entries, 2, milliseconds);
            if (ready >= 0)
            {
                return ready > 0 && entries[0].Result != 0 && entries[1].Result == 0;
            }

            // A signal that this process handles is no reason to end a wait early.
            int error = SystemCall.Error;
            if (error != Errno.Interrupted)
            {
                throw new SystemCallException("poll", error);
            }
        }
    }
}

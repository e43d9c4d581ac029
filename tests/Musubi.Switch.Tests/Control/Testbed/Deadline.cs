using System.Diagnostics;

namespace Musubi.Switch.Tests.Control.Testbed;

/// <summary>Waiting for another process: asks again until it is so, and fails at the limit.</summary>
internal static class Deadline
{
    /// <summary>Only what fails waits for so long; what holds may come late on a machine that is busy.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public static void Until(Func<bool> holds, string what) => Assert.True(Within(Limit, holds), $"not within {Limit.TotalSeconds} s: {what}");

    /// <summary>Until what is read has not changed for a <paramref name="stretch"/>; it is read all the time.</summary>
    public static void UntilSteady<T>(TimeSpan stretch, Func<T> read, string what)
        where T : IEquatable<T>
    {
        T last = read();
        long changed = Stopwatch.GetTimestamp();
        Until(
            () =>
            {
                T now = read();
                if (!now.Equals(last))
                {
                    (last, changed) = (now, Stopwatch.GetTimestamp());
                }

                return Stopwatch.GetElapsedTime(changed) >= stretch;
            },
            what);
    }

    public static bool Within(TimeSpan limit, Func<bool> holds)
    {
        long start = Stopwatch.GetTimestamp();
        while (!holds())
        {
            if (Stopwatch.GetElapsedTime(start) > limit)
            {
                return false;
            }

            Thread.Sleep(2);
        }

        return true;
    }
}

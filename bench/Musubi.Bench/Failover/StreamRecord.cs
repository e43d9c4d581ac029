using System.Diagnostics;

namespace Musubi.Bench.Failover;

/// <summary>What became of the frames of a stream.</summary>
/// <param name="SentAt">Timestamps, by number.</param>
/// <param name="Arrived">By number.</param>
internal sealed record StreamRecord(long[] SentAt, bool[] Arrived)
{
    public int Lost => Arrived.Count(arrived => !arrived);

    /// <summary>Milliseconds of the longest stretch of which no frame arrived.</summary>
    public double Gap
    {
        get
        {
            long longest = 0;
            for (int i = 0; i < Arrived.Length; i++)
            {
                int first = i;
                while (i < Arrived.Length && !Arrived[i])
                {
                    i++;
                }

                longest = first == i ? longest : Math.Max(longest, SentAt[Math.Min(i, SentAt.Length - 1)] - SentAt[first]);
            }

            return Milliseconds(longest);
        }
    }

    /// <summary>Milliseconds from an instant to when the first frame was sent that arrived.</summary>
    public double RecoveredAfter(long instant)
    {
        int first = Enumerable.Range(0, SentAt.Length).FirstOrDefault(i => SentAt[i] >= instant && Arrived[i], SentAt.Length - 1);
        return Milliseconds(SentAt[first] - instant);
    }

    private static double Milliseconds(long ticks) => 1000.0 * ticks / Stopwatch.Frequency;
}

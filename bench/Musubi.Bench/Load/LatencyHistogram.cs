using System.Numerics;

namespace Musubi.Bench.Load;

/// <summary>Counts of durations in nanoseconds, in steps of a thirty-second of their size. Never grows.</summary>
internal sealed class LatencyHistogram
{
    private const int StepBits = 5;
    private const int Steps = 1 << StepBits;

    private readonly long[] _counts = new long[64 * Steps];

    public long Count { get; private set; }

    public void Add(long nanoseconds)
    {
        _counts[Place((ulong)Math.Max(nanoseconds, 0))]++;
        Count++;
    }

    public void Clear()
    {
        Array.Clear(_counts);
        Count = 0;
    }

    /// <summary>The duration that this part of all does not exceed, in nanoseconds.</summary>
    /// <param name="part">Such as 0.99.</param>
    public double Quantile(double part)
    {
        long left = (long)Math.Ceiling(Count * part);
        for (int place = 0; place < _counts.Length; place++)
        {
            left -= _counts[place];
            if (left <= 0)
            {
                return Upper(place);
            }
        }

        return double.NaN;
    }

    private static int Place(ulong value)
    {
        if (value < Steps)
        {
            return (int)value;
        }

        int shift = BitOperations.Log2(value) - StepBits;
        return ((shift + 1) << StepBits) + (int)(value >> shift) - Steps;
    }

    private static double Upper(int place)
    {
        int group = place >> StepBits;
        return group == 0 ? place : (double)((ulong)(Steps + (place & (Steps - 1)) + 1) << (group - 1));
    }
}

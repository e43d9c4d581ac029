namespace Musubi.Switch.Forwarding.Filtering;

/// <summary>
/// How often each rule of each port was met by frames of one worker. A count has a number, which the control thread gives out and opens before a
/// plan names it. The worker alone adds; anybody may read.
/// </summary>
public sealed class RuleHits
{
    /// <summary>
    /// Four times what a plan may need, which is the most rules of a set for the most ports: while plans take each other's places, workers may still add to the counts
    /// of those before.
    /// </summary>
    public const int Capacity = 1 << 24;

    private const int PageBits = 10;
    private const int PageMask = (1 << PageBits) - 1;

    private readonly long[]?[] _pages = new long[Capacity >> PageBits][];

    public long this[int number] => _pages[number >> PageBits] is { } page ? Volatile.Read(ref page[number & PageMask]) : 0;

    /// <summary>One frame more. The worker only.</summary>
    public void Add(int number)
    {
        ref long count = ref _pages[number >> PageBits]![number & PageMask];
        Volatile.Write(ref count, count + 1);
    }

    /// <summary>Makes room for a number, with a count of zero. The control thread only, while no plan in use names it.</summary>
    public void Open(int number) => (_pages[number >> PageBits] ??= new long[1 << PageBits])[number & PageMask] = 0;
}

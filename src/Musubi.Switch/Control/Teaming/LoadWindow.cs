namespace Musubi.Switch.Control.Teaming;

/// <summary>What was carried during the last 30 s, looked at every 5 s. Control thread only.</summary>
/// <typeparam name="T">An uplink or a port; compared by reference.</typeparam>
public sealed class LoadWindow<T>
    where T : class
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>Of samples; the first and the last are 30 s apart.</summary>
    private const int Samples = 7;

    private readonly Queue<(TimeSpan At, Dictionary<T, (long Out, long In)> Bytes)> _samples = [];

    /// <summary>The whole time has been looked at.</summary>
    public bool IsFull => _samples.Count == Samples;

    /// <summary>What was seen before says nothing any more.</summary>
    public void Restart() => _samples.Clear();

    /// <param name="at">Of a clock that does not go back.</param>
    /// <param name="bytes">Carried in all, by each.</param>
    public void Add(TimeSpan at, Dictionary<T, (long Out, long In)> bytes)
    {
        if (IsFull)
        {
            _samples.Dequeue();
        }

        _samples.Enqueue((at, bytes));
    }

    /// <summary>On the average since the first sample. Nothing for one that was not there then, and with one sample.</summary>
    public Load Of(T item)
    {
        if (_samples.Count < 2)
        {
            return default;
        }

        (TimeSpan first, Dictionary<T, (long Out, long In)> before) = _samples.Peek();
        (TimeSpan last, Dictionary<T, (long Out, long In)> now) = _samples.Last();
        double seconds = (last - first).TotalSeconds;
        return seconds > 0 && before.TryGetValue(item, out (long Out, long In) from) && now.TryGetValue(item, out (long Out, long In) to)
            ? new Load(8 * (to.Out - from.Out) / seconds, 8 * (to.In - from.In) / seconds)
            : default;
    }
}

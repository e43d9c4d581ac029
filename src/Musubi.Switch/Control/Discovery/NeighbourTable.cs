namespace Musubi.Switch.Control.Discovery;

/// <summary>
/// Who is heard at one uplink: at most <see cref="Capacity"/> in full, each for as long as it said; of <see cref="MaxMore"/> more it is only
/// known that they are there. Control thread only.
/// </summary>
/// <param name="room">How many all tables together may hold in full.</param>
public sealed class NeighbourTable(NeighbourRoom room, TimeProvider clock)
{
    /// <summary>Several are heard where a hub, or a switch that passes discovery frames on, is between.</summary>
    public const int Capacity = 8;

    public const int MaxMore = 56;

    private readonly List<Entry> _entries = [];
    private readonly Dictionary<int, (long Since, int Ttl)> _more = [];

    /// <summary>In the order in which they came.</summary>
    public IEnumerable<(HeardNeighbour Neighbour, DateTimeOffset LastSeen)> All => _entries.Select(entry => (entry.Neighbour, entry.LastSeen));

    /// <summary>The one that is there longest.</summary>
    public HeardNeighbour? First => _entries.Count > 0 ? _entries[0].Neighbour : null;

    public int Count => _entries.Count;

    public int More => _more.Count;

    public NeighbourNews Take(HeardNeighbour neighbour)
    {
        int index = _entries.FindIndex(entry => entry.Neighbour.Key == neighbour.Key);
        int name = neighbour.Key.GetHashCode(StringComparison.Ordinal);
        if (neighbour.Ttl == 0)
        {
            _more.Remove(name);
            return index < 0 ? NeighbourNews.None : RemoveAt(index);
        }

        long now = clock.GetTimestamp();
        if (index >= 0)
        {
            _entries[index] = new Entry(neighbour, now, clock.GetUtcNow());
            return NeighbourNews.Heard;
        }

        if (_entries.Count < Capacity && room.TryTake())
        {
            _more.Remove(name);
            _entries.Add(new Entry(neighbour, now, clock.GetUtcNow()));
            return NeighbourNews.Came;
        }

        if (_more.Count < MaxMore || _more.ContainsKey(name))
        {
            _more[name] = (now, neighbour.Ttl);
        }

        return NeighbourNews.NoRoom;
    }

    /// <summary>Forgets those who have not spoken for as long as they said; how many of those that were known in full.</summary>
    public int Age()
    {
        int aged = 0;
        for (int i = _entries.Count - 1; i >= 0; i--)
        {
            if (Left(_entries[i].Since, _entries[i].Neighbour.Ttl) <= TimeSpan.Zero)
            {
                RemoveAt(i);
                aged++;
            }
        }

        foreach (int name in _more.Where(one => Left(one.Value.Since, one.Value.Ttl) <= TimeSpan.Zero).Select(one => one.Key).ToArray())
        {
            _more.Remove(name);
        }

        return aged;
    }

    /// <summary>How long until <see cref="Age"/> has something to do; infinite when nobody is here.</summary>
    public TimeSpan TimeToDue()
    {
        TimeSpan shortest = TimeSpan.MaxValue;
        foreach (Entry entry in _entries)
        {
            TimeSpan left = Left(entry.Since, entry.Neighbour.Ttl);
            shortest = left < shortest ? left : shortest;
        }

        foreach ((long since, int ttl) in _more.Values)
        {
            TimeSpan left = Left(since, ttl);
            shortest = left < shortest ? left : shortest;
        }

        return shortest == TimeSpan.MaxValue ? Timeout.InfiniteTimeSpan : shortest > TimeSpan.Zero ? shortest : TimeSpan.Zero;
    }

    public void Clear()
    {
        room.Give(_entries.Count);
        _entries.Clear();
        _more.Clear();
    }

    private NeighbourNews RemoveAt(int index)
    {
        _entries.RemoveAt(index);
        room.Give(1);
        return NeighbourNews.Gone;
    }

    private TimeSpan Left(long since, int ttl) => TimeSpan.FromSeconds(ttl) - clock.GetElapsedTime(since);

    private readonly record struct Entry(HeardNeighbour Neighbour, long Since, DateTimeOffset LastSeen);
}

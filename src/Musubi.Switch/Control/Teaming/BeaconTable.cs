namespace Musubi.Switch.Control.Teaming;

/// <summary>
/// Which uplinks of one switch hear each other's beacons. Time is counted in rounds, in each of which every uplink sends one. A path is lost
/// when three beacons in a row were not heard, and good again when three in a row were: a path that loses some does not flap.
/// Control thread only.
/// </summary>
/// <typeparam name="T">An uplink; compared by reference.</typeparam>
public sealed class BeaconTable<T>
    where T : class
{
    /// <summary>Beacons in a row that decide.</summary>
    public const int Decisive = 3;

    private readonly Dictionary<T, Station> _stations = [];

    /// <summary>The round whose beacons were sent last; 0 before the first.</summary>
    public long Round { get; private set; }

    public IEnumerable<T> Uplinks => _stations.Keys;

    /// <summary>
    /// These uplinks send beacons from now on, and no others. Paths of those that are there when beacons begin are taken for good until three beacons
    /// were not heard; one that comes later has to be heard first.
    /// </summary>
    /// <param name="carries">Whether the link carries.</param>
    public void Follow(IReadOnlyCollection<T> uplinks, Func<T, bool> carries)
    {
        foreach (T gone in _stations.Keys.Except(uplinks).ToList())
        {
            Forget(gone);
            _stations.Remove(gone);
        }

        bool begins = _stations.Count == 0;
        foreach (T uplink in uplinks.Where(uplink => !_stations.ContainsKey(uplink)))
        {
            _stations.Add(uplink, new Station { Carries = carries(uplink), IsFresh = !begins || !carries(uplink) });
        }

        foreach ((T uplink, Station station) in _stations.Where(_ => begins))
        {
            foreach ((T other, Station _) in _stations.Where(other => other.Key != uplink && station.Carries && other.Value.Carries))
            {
                station.From[other] = new Path { Last = Round, IsGood = true };
            }
        }
    }

    /// <summary>A link came or went: what was heard by it before says nothing any more.</summary>
    public void SetLink(T uplink, bool carries)
    {
        if (_stations.TryGetValue(uplink, out Station? station) && station.Carries != carries)
        {
            Forget(uplink);
            (station.Carries, station.IsFresh) = (carries, true);
        }
    }

    /// <summary>An uplink heard another's beacon of a round. False when that was too long ago, is yet to come, or one of them sends none.</summary>
    public bool Hear(T by, T from, long round)
    {
        if (by == from || round > Round || round <= Round - Decisive || !_stations.TryGetValue(by, out Station? station) || !_stations.ContainsKey(from) || !station.Carries)
        {
            return false;
        }

        if (!station.From.TryGetValue(from, out Path? path))
        {
            station.From[from] = path = new Path();
        }

        path.Hear(round);
        return true;
    }

    /// <summary>All beacons of the last round have had their time. True when anything is different from before.</summary>
    public bool EndRound()
    {
        foreach (Path path in _stations.Values.SelectMany(station => station.From.Values))
        {
            path.Judge(Round);
        }

        bool changed = false;
        foreach ((T uplink, Station station) in _stations)
        {
            T[] hears = [.. _stations.Keys.Where(other => other != uplink && AreConnected(uplink, other))];
            T[] proven = [.. hears.Where(other => station.From[other].WasHeard && _stations[other].From[uplink].WasHeard)];
            bool isProven = station.IsProven || proven.Length > 0;
            bool isFresh = station.IsFresh && proven.Length == 0;
            changed |= !hears.SequenceEqual(station.Hears) || isProven != station.IsProven || isFresh != station.IsFresh || !proven.All(station.Heard.Contains);
            station.Heard.UnionWith(proven);
            (station.Hears, station.IsProven, station.IsFresh) = (hears, isProven, isFresh);
        }

        return changed;
    }

    /// <summary>The number of the round whose beacons are to be sent now.</summary>
    public long BeginRound() => ++Round;

    /// <summary>As of the last round's end. Null for an uplink that sends no beacons.</summary>
    public BeaconVerdict<T>? Of(T uplink) => _stations.TryGetValue(uplink, out Station? station)
        ? new BeaconVerdict<T>(station.Hears, station.Heard, station.IsFresh, station.IsProven)
        : null;

    private bool AreConnected(T one, T other) =>
        _stations[one].From.TryGetValue(other, out Path? there) && there.IsGood && _stations[other].From.TryGetValue(one, out Path? back) && back.IsGood;

    private void Forget(T uplink)
    {
        foreach (Station station in _stations.Values)
        {
            station.From.Remove(uplink);
            station.Heard.Remove(uplink);
            station.Hears = [.. station.Hears.Where(other => other != uplink)];
        }

        Station own = _stations[uplink];
        own.From.Clear();
        own.Heard.Clear();
        own.Hears = [];
    }

    private sealed class Station
    {
        public bool Carries { get; set; }

        public bool IsFresh { get; set; }

        public bool IsProven { get; set; }

        /// <summary>What it hears of others, by who sends.</summary>
        public Dictionary<T, Path> From { get; } = [];

        public HashSet<T> Heard { get; } = [];

        public T[] Hears { get; set; } = [];
    }

    private sealed class Path
    {
        private int _inRow;

        public long Last { get; set; }

        public bool IsGood { get; set; }

        /// <summary>Really, not only taken for so.</summary>
        public bool WasHeard { get; private set; }

        public void Hear(long round)
        {
            if (round > Last)
            {
                _inRow = round == Last + 1 ? _inRow + 1 : 1;
                (Last, WasHeard) = (round, true);
            }
        }

        public void Judge(long round) => IsGood = IsGood ? round - Last < Decisive : _inRow >= Decisive && round - Last < Decisive;
    }
}

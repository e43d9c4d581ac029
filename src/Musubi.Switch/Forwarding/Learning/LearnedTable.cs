namespace Musubi.Switch.Forwarding.Learning;

/// <summary>
/// From (MAC, VLAN) to the ports where it was learned, at most one for each switch: open addressing with linear probing. The
/// control thread alone adds and forgets; workers read meanwhile, and note what they saw by plain stores. A place never
/// changes its key, so what a reader finds under a key is always of that key; when places run out a new table takes over.
/// The multiplier is secret: guests choose the keys, and must not be able to pile them up in one spot.
/// </summary>
public sealed class LearnedTable
{
    public const int NotFound = -1;

    /// <summary>Seen elsewhere than at its port: counts as forgotten, until control does that or the port sends again.</summary>
    public const int Gone = 0;

    private readonly LearnedEntry[] _entries;
    private readonly ulong _multiplier;
    private readonly int _mask;
    private readonly int _shift;

    /// <param name="bits">Places as a power of two, 4..24.</param>
    /// <param name="multiplier">Any random number.</param>
    public LearnedTable(int bits, ulong multiplier)
    {
        _entries = new LearnedEntry[1 << bits];
        _multiplier = multiplier | 1;
        _mask = (1 << bits) - 1;
        _shift = 64 - bits;
    }

    public int Places => _entries.Length;

    /// <summary>Places with a key. Control thread only.</summary>
    public int Used { get; private set; }

    /// <param name="mac">Unicast and not zero.</param>
    /// <param name="vlan">0..4094.</param>
    public static ulong Key(ulong mac, int vlan) => (mac << 16) | (uint)vlan;

    public static ulong MacOf(ulong key) => key >> 16;

    public static int VlanOf(ulong key) => (int)(key & 0xffff);

    /// <summary>The first place with this key, or <see cref="NotFound"/>. Any thread.</summary>
    public int First(ulong key) => Probe(key, (int)((key * _multiplier) >> _shift));

    /// <summary>The next place with the same key: of another switch.</summary>
    public int Next(ulong key, int place) => Probe(key, (place + 1) & _mask);

    /// <summary>Whose MAC it is; null when it was forgotten. Any thread.</summary>
    public LearningPort? PortAt(int place)
    {
        ref LearnedEntry entry = ref _entries[place];
        return entry.Seen == Gone ? null : Volatile.Read(ref entry.Port);
    }

    public int SeenAt(int place) => _entries[place].Seen;

    /// <summary>The port sent with it. Any worker; written only when it is news, so that the line stays shared.</summary>
    public void Touch(int place, int now)
    {
        ref LearnedEntry entry = ref _entries[place];
        if (entry.Seen != now)
        {
            entry.Seen = now;
        }
    }

    /// <summary>It is not at its port any more. Any worker.</summary>
    public void Leave(int place) => _entries[place].Seen = Gone;

    /// <summary>The key of a place, 0 for none. Control thread only, as all that follows.</summary>
    internal ulong KeyAt(int place) => _entries[place].Key;

    /// <summary>The port of a place, also of one that is <see cref="Gone"/>.</summary>
    internal LearningPort? HolderAt(int place) => _entries[place].Port;

    internal int SinceAt(int place) => _entries[place].Since;

    /// <summary>Gives a place to a port.</summary>
    internal void Assign(int place, LearningPort port, int since, int seen)
    {
        ref LearnedEntry entry = ref _entries[place];
        entry.Since = since;
        entry.Seen = seen;
        Volatile.Write(ref entry.Port, port);
    }

    internal void Forget(int place) => Volatile.Write(ref _entries[place].Port, null);

    /// <summary>Takes a place that has no key yet. The table must not be full.</summary>
    internal void Add(ulong key, LearningPort port, int since, int seen)
    {
        int place = (int)((key * _multiplier) >> _shift);
        while (_entries[place].Key != 0)
        {
            place = (place + 1) & _mask;
        }

        Assign(place, port, since, seen);
        // Last: a reader that sees the key sees the rest.
        Volatile.Write(ref _entries[place].Key, key);
        Used++;
    }

    private int Probe(ulong key, int place)
    {
        LearnedEntry[] entries = _entries;
        while (true)
        {
            ulong found = Volatile.Read(ref entries[place].Key);
            // First: a frame to address 0 asks for key 0, which no place holds.
            if (found == 0)
            {
                return NotFound;
            }

            if (found == key)
            {
                return place;
            }

            place = (place + 1) & _mask;
        }
    }
}

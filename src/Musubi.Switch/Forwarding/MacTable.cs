namespace Musubi.Switch.Forwarding;

/// <summary>
/// From (MAC, VLAN domain) to a port's plan index: open addressing with linear probing over one array of 64-bit keys, at
/// most half full. Immutable once built; any number of readers.
/// </summary>
public sealed class MacTable
{
    public const int NotFound = -1;

    private readonly ulong[] _keys;
    private readonly int[] _ports;
    private readonly int _mask;
    private readonly int _shift;

    /// <param name="expected">Entries that will be added, at most.</param>
    public MacTable(int expected)
    {
        int bits = 4;
        while ((1 << bits) < expected * 2)
        {
            bits++;
        }

        _keys = new ulong[1 << bits];
        _ports = new int[1 << bits];
        // MAC zero in domain 0, which is nobody's, has the key of an empty slot.
        Array.Fill(_ports, NotFound);
        _mask = (1 << bits) - 1;
        _shift = 64 - bits;
    }

    public int Count { get; private set; }

    /// <summary>Adds an entry; false when the key is there already. Only while building.</summary>
    /// <param name="domain">1..65535, so that no key is zero.</param>
    public bool TryAdd(ulong mac, ushort domain, int port)
    {
        ulong key = Key(mac, domain);
        int slot = Slot(key);
        while (_keys[slot] != 0)
        {
            if (_keys[slot] == key)
            {
                return false;
            }

            slot = (slot + 1) & _mask;
        }

        _keys[slot] = key;
        _ports[slot] = port;
        Count++;
        return true;
    }

    /// <summary>The port's plan index, or <see cref="NotFound"/>.</summary>
    /// <param name="domain">0, in which nothing is, to 65535.</param>
    public int Find(ulong mac, ushort domain)
    {
        ulong key = Key(mac, domain);
        ulong[] keys = _keys;
        int slot = Slot(key);
        while (true)
        {
            ulong found = keys[slot];
            if (found == key)
            {
                return _ports[slot];
            }

            if (found == 0)
            {
                return NotFound;
            }

            slot = (slot + 1) & _mask;
        }
    }

    private static ulong Key(ulong mac, ushort domain) => (mac << 16) | domain;

    // Fibonacci hashing: the upper bits of the product depend on every bit of the key.
    private int Slot(ulong key) => (int)((key * 0x9E37_79B9_7F4A_7C15) >> _shift);
}

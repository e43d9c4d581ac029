namespace Musubi.Switch.Forwarding.Sharing;

/// <summary>
/// Classes by a key each, the least first: a binary heap that can also change and remove any of them. Of several heaps over the
/// same keys and places a class is in one at most. Bounded, allocates nothing after construction. One thread.
/// </summary>
/// <param name="capacity">Most classes in it.</param>
/// <param name="keys">By class; a key changes only outside the heap or before <see cref="Changed"/>.</param>
/// <param name="places">By class where it stands; -1 for nowhere.</param>
internal sealed class ClassHeap(int capacity, long[] keys, int[] places)
{
    private readonly int[] _items = new int[capacity];

    public int Count { get; private set; }

    /// <summary>The class with the least key; there must be one.</summary>
    public int First => _items[0];

    public void Add(int item)
    {
        Put(Count, item);
        Rise(Count++);
    }

    /// <summary>It must be in this heap.</summary>
    public void Remove(int item)
    {
        int place = places[item];
        places[item] = -1;
        int last = _items[--Count];
        if (last != item)
        {
            Put(place, last);
            Changed(last);
        }
    }

    /// <summary>The key of one that is in this heap has another value now.</summary>
    public void Changed(int item)
    {
        Rise(places[item]);
        Sink(places[item]);
    }

    private void Rise(int place)
    {
        int item = _items[place];
        while (place > 0 && keys[item] < keys[_items[(place - 1) / 2]])
        {
            Put(place, _items[(place - 1) / 2]);
            place = (place - 1) / 2;
        }

        Put(place, item);
    }

    private void Sink(int place)
    {
        int item = _items[place];
        while (true)
        {
            int child = (2 * place) + 1;
            child += child + 1 < Count && keys[_items[child + 1]] < keys[_items[child]] ? 1 : 0;
            if (child >= Count || keys[_items[child]] >= keys[item])
            {
                break;
            }

            Put(place, _items[child]);
            place = child;
        }

        Put(place, item);
    }

    private void Put(int place, int item)
    {
        _items[place] = item;
        places[item] = place;
    }
}

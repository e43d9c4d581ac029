using Microsoft.Win32.SafeHandles;
using Musubi.Io.Memory;
using Musubi.Io.Native;

namespace Musubi.Io.Counters;

/// <summary>
/// The data plane's side of the counters file: gives blocks to ports and to workers. It outlives the process: a port that
/// keeps id and incarnation goes on counting where it was. One thread calls it; each block that it hands out is added to
/// by one worker. The mapping must outlive the workers: dispose it after they have ended.
/// </summary>
public sealed class CounterFile : IDisposable
{
    /// <summary>Who speaks with whom, and how much, is not for every user of the machine.</summary>
    private const UnixFileMode OwnerAndGroup = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;

    private readonly SharedMapping _mapping;
    private readonly Dictionary<CounterKey, int> _slots = [];
    private readonly Stack<int> _free = new();

    private CounterFile(SharedMapping mapping, CounterShape shape, bool adopted, string? replaced)
    {
        _mapping = mapping;
        Shape = shape;
        Adopted = adopted;
        Replaced = replaced;
    }

    public CounterShape Shape { get; }

    /// <summary>An earlier process's numbers are gone on with.</summary>
    public bool Adopted { get; }

    /// <summary>Why a file that stood here was not trusted and its numbers were given up; null when none was.</summary>
    public string? Replaced { get; }

    /// <summary>The ports that have counters now.</summary>
    public IReadOnlyCollection<CounterKey> Keys => _slots.Keys;

    /// <summary>
    /// Goes on with the file at <paramref name="path"/>, or puts a new one in its place. A sound file of another shape
    /// (more workers, other names) hands its numbers over by name; one that cannot be trusted is given up.
    /// </summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static CounterFile Open(string path, CounterShape shape)
    {
        CounterSnapshot? earlier = null;
        string? reason = null;
        if (File.Exists(path))
        {
            using SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            CounterShape? found = CounterFileReader.ReadShape(file, out reason);
            if (found is not null)
            {
                SharedMapping mapping = new(file, CounterLayout.FileBytes(found), writable: true);
                if (found.Matches(shape))
                {
                    Restrict(path);
                    CounterFile adopted = new(mapping, shape, adopted: true, replaced: null);
                    adopted.FindSlots();
                    return adopted;
                }

                earlier = CounterFileReader.Sum(mapping, found);
                mapping.Dispose();
            }
        }

        return Create(path, shape, earlier, reason);
    }

    /// <summary>
    /// The slot of a port, taken for it with all numbers at zero if it had none; -1 when every slot is taken.
    /// </summary>
    public int Claim(CounterKey key)
    {
        if (_slots.TryGetValue(key, out int slot))
        {
            return slot;
        }

        if (!_free.TryPop(out slot))
        {
            return -1;
        }

        // Worker 0 last: its tag says that the slot is whole.
        for (int worker = Shape.Workers - 1; worker >= 0; worker--)
        {
            CounterTag.Claim(_mapping, CounterLayout.Block(Shape, worker, slot), key);
        }

        ref ulong used = ref _mapping.Word(CounterLayout.UsedSlotsOffset);
        Volatile.Write(ref used, Math.Max(used, (ulong)slot + 1));
        _slots.Add(key, slot);
        return slot;
    }

    /// <summary>Gives a port's slot back. Only after every worker has stopped adding to it.</summary>
    public void Release(CounterKey key)
    {
        if (_slots.Remove(key, out int slot))
        {
            for (int worker = 0; worker < Shape.Workers; worker++)
            {
                CounterTag.Free(_mapping, CounterLayout.Block(Shape, worker, slot));
            }

            _free.Push(slot);
        }
    }

    /// <summary>The numbers of one slot that one worker adds to.</summary>
    public CounterBlock Block(int worker, int slot)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)worker, (uint)Shape.Workers);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)slot, (uint)Shape.Slots);
        long numbers = CounterLayout.Block(Shape, worker, slot) + CounterLayout.NumbersOffset;
        return new CounterBlock(_mapping.Address(numbers, CounterBlock.Capacity * sizeof(long)));
    }

    /// <summary>What a reader would see now.</summary>
    public CounterSnapshot Read() => CounterFileReader.Sum(_mapping, Shape);

    public void Dispose() => _mapping.Dispose();

    private static void Restrict(string path) => SystemCall.Check(Libc.chmod(path, (uint)OwnerAndGroup), $"chmod({path})");

    private static CounterFile Create(string path, CounterShape shape, CounterSnapshot? earlier, string? reason)
    {
        string temporary = path + ".new";
        File.Delete(temporary);
        SharedMapping mapping;
        using (SafeFileHandle file = File.OpenHandle(temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete))
        {
            Restrict(temporary);
            RandomAccess.SetLength(file, CounterLayout.FileBytes(shape));
            RandomAccess.Write(file, CounterLayout.Encode(shape), 0);
            mapping = new SharedMapping(file, CounterLayout.FileBytes(shape), writable: true);
        }

        CounterFile created = new(mapping, shape, adopted: earlier is not null, reason);
        created.FindSlots();
        created.Seed(earlier);
        // Only a whole file ever has the name that readers know.
        File.Move(temporary, path, overwrite: true);
        return created;
    }

    /// <summary>Takes stock of the file: which slots are whole and whose they are. Halves that a death left are freed.</summary>
    private void FindSlots()
    {
        int used = CounterFileReader.UsedSlots(_mapping, Shape);
        for (int slot = Shape.Slots - 1; slot >= 0; slot--)
        {
            CounterKey? owner = slot < used ? CounterTag.Read(_mapping, CounterLayout.Block(Shape, 0, slot)) : null;
            if (owner is CounterKey key && IsWhole(slot, key) && _slots.TryAdd(key, slot))
            {
                continue;
            }

            for (int worker = 0; slot < used && worker < Shape.Workers; worker++)
            {
                CounterTag.Free(_mapping, CounterLayout.Block(Shape, worker, slot));
            }

            _free.Push(slot);
        }
    }

    private bool IsWhole(int slot, CounterKey key)
    {
        for (int worker = 1; worker < Shape.Workers; worker++)
        {
            if (CounterTag.Read(_mapping, CounterLayout.Block(Shape, worker, slot)) != key)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Puts an earlier file's sums into the blocks of worker 0, by name.</summary>
    private void Seed(CounterSnapshot? earlier)
    {
        if (earlier is null)
        {
            return;
        }

        foreach (CounterKey key in earlier.Ports.Keys)
        {
            int slot = Claim(key);
            if (slot < 0)
            {
                return;
            }

            CounterBlock block = Block(0, slot);
            for (int i = 0; i < Shape.Names.Count; i++)
            {
                block.Add(i, earlier.Value(key, Shape.Names[i]));
            }
        }
    }
}

using Musubi.Host.State;

namespace Musubi.Host.Tests.State;

/// <summary>
/// A disk that keeps what was not synced apart: a crash loses it, or tears it, as a seeded choice says. Can be told to fail or
/// to crash at a step.
/// </summary>
internal sealed class SimulatedDisk(int seed = 0) : IDisk
{
    private readonly Random _random = new(seed);
    private Dictionary<string, int> _durableNames = [];
    private readonly Dictionary<int, byte[]> _files = [];
    private readonly Dictionary<int, byte[]> _synced = [];
    private Dictionary<string, int> _names = [];
    private readonly List<Dictionary<string, int>> _nameHistory = [];
    private int _nextFile = 1;

    /// <summary>Steps so far: each call that changes something is one.</summary>
    public int Steps { get; private set; }

    /// <summary>The step before which the machine stops; 0 for never.</summary>
    public int CrashBefore { get; set; }

    /// <summary>Writes fail as on a full disk, leaving half of the bytes.</summary>
    public bool Full { get; set; }

    public byte[]? Read(string name) => _names.TryGetValue(name, out int file) ? _files[file] : null;

    public void Write(string name, ReadOnlySpan<byte> content)
    {
        Step();
        int file = _nextFile++;
        _names = new Dictionary<string, int>(_names) { [name] = file };
        _nameHistory.Add(_names);
        if (Full)
        {
            _files[file] = content[..(content.Length / 2)].ToArray();
            throw new IOException("No space left on device");
        }

        _files[file] = content.ToArray();
    }

    public void Sync(string name)
    {
        Step();
        _synced[_names[name]] = _files[_names[name]];
    }

    public void Rename(string from, string to)
    {
        Step();
        Dictionary<string, int> names = new(_names) { [to] = _names[from] };
        names.Remove(from);
        _names = names;
        _nameHistory.Add(names);
    }

    public void SyncFolder()
    {
        Step();
        _durableNames = _names;
        _nameHistory.Clear();
    }

    public void Corrupt(string name, int at) => _files[_names[name]][at] ^= 0x40;

    /// <summary>The machine stops and starts: names go back to some state since the last sync of the folder, unsynced bytes are lost or torn.</summary>
    public void Crash()
    {
        List<Dictionary<string, int>> possible = [_durableNames, .. _nameHistory];
        _names = possible[_random.Next(possible.Count)];
        _durableNames = _names;
        _nameHistory.Clear();
        foreach (int file in _files.Keys.ToArray())
        {
            if (!_synced.ContainsKey(file))
            {
                byte[] content = _files[file];
                _files[file] = content[.._random.Next(content.Length + 1)];
            }
        }

    }

    private void Step()
    {
        Steps++;
        if (CrashBefore == Steps)
        {
            throw new MachineStoppedException();
        }
    }
}

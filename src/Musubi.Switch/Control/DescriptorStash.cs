using Musubi.Io.Native;
using Musubi.Switch.Runtime;

namespace Musubi.Switch.Control;

/// <summary>
/// Descriptors that the agent offered and no plan has claimed yet: at most <see cref="Capacity"/>. A second offer for the
/// same port and incarnation replaces the first. Control thread only.
/// </summary>
public sealed class DescriptorStash : IDisposable
{
    /// <summary>As many as a plan can have ports.</summary>
    public const int Capacity = 4096;

    private readonly Dictionary<PortKey, FileDescriptor> _offered = [];

    public int Count => _offered.Count;

    public IEnumerable<KeyValuePair<PortKey, FileDescriptor>> All => _offered;

    /// <summary>Takes ownership. The caller has seen to it that there is room.</summary>
    public void Add(PortKey key, FileDescriptor descriptor)
    {
        if (_offered.Remove(key, out FileDescriptor? older))
        {
            older.Dispose();
        }

        _offered.Add(key, descriptor);
    }

    /// <summary>Hands over ownership; null when nothing was offered for the port.</summary>
    public FileDescriptor? Claim(PortKey key) => _offered.Remove(key, out FileDescriptor? descriptor) ? descriptor : null;

    /// <summary>Closes what is left and returns how many there were.</summary>
    public int Clear()
    {
        int left = _offered.Count;
        foreach (FileDescriptor descriptor in _offered.Values)
        {
            descriptor.Dispose();
        }

        _offered.Clear();
        return left;
    }

    public void Dispose() => Clear();
}

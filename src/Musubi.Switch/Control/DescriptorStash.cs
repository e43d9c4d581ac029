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

    private readonly Dictionary<PortKey, List<FileDescriptor>> _offered = [];

    /// <summary>Descriptors, not ports.</summary>
    public int Count { get; private set; }

    /// <summary>Each with its part.</summary>
    public IEnumerable<(PortKey Key, int Part, FileDescriptor Descriptor)> All =>
        _offered.SelectMany(port => port.Value.Select((descriptor, part) => (port.Key, part, descriptor)));

    /// <summary>Parts that are there of a port.</summary>
    public int PartsOf(PortKey key) => _offered.TryGetValue(key, out List<FileDescriptor>? parts) ? parts.Count : 0;

    /// <summary>Takes ownership. The caller has seen to it that there is room.</summary>
    /// <param name="part">0 begins anew; others come in order.</param>
    public void Add(PortKey key, int part, FileDescriptor descriptor)
    {
        if (part == 0)
        {
            Close(key);
            _offered[key] = [];
        }

        ArgumentOutOfRangeException.ThrowIfNotEqual(part, PartsOf(key));
        _offered[key].Add(descriptor);
        Count++;
    }

    /// <summary>Hands over ownership of all of a port's parts; null when nothing was offered for it.</summary>
    public IReadOnlyList<FileDescriptor>? Claim(PortKey key)
    {
        if (!_offered.Remove(key, out List<FileDescriptor>? parts))
        {
            return null;
        }

        Count -= parts.Count;
        return parts;
    }

    /// <summary>Closes what is left and returns how many there were.</summary>
    public int Clear()
    {
        int left = Count;
        foreach (PortKey key in _offered.Keys.ToArray())
        {
            Close(key);
        }

        return left;
    }

    public void Dispose() => Clear();

    private void Close(PortKey key)
    {
        foreach (FileDescriptor descriptor in Claim(key) ?? [])
        {
            descriptor.Dispose();
        }
    }
}

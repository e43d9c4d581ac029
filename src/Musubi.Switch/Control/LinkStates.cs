namespace Musubi.Switch.Control;

/// <summary>Which interfaces of the host carry, as netlink told last. Interfaces that it never told of do not. Control thread only.</summary>
public sealed class LinkStates
{
    private readonly HashSet<int> _up = [];

    public bool IsUp(int interfaceIndex) => _up.Contains(interfaceIndex);

    /// <summary>True when this is news.</summary>
    public bool Set(int interfaceIndex, bool up) => up ? _up.Add(interfaceIndex) : _up.Remove(interfaceIndex);

    /// <summary>Everything is told anew: whatever is not in <paramref name="up"/> does not carry.</summary>
    public void Replace(IEnumerable<int> up)
    {
        _up.Clear();
        _up.UnionWith(up);
    }
}

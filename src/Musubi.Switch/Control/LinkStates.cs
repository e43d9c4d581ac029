namespace Musubi.Switch.Control;

/// <summary>Which interfaces of the host carry, and what, as netlink told last. Interfaces that it never told of do not. Control thread only.</summary>
public sealed class LinkStates
{
    private readonly Dictionary<int, LinkState> _links = [];

    public bool IsUp(int interfaceIndex) => _links.TryGetValue(interfaceIndex, out LinkState link) && link.Carries;

    /// <summary>Bytes; 0 where nobody told.</summary>
    public int MtuOf(int interfaceIndex) => _links.TryGetValue(interfaceIndex, out LinkState link) ? link.Mtu : 0;

    /// <summary>True when this is news.</summary>
    public bool Set(LinkState link)
    {
        bool isNews = !_links.TryGetValue(link.Interface, out LinkState former) || former != link;
        _links[link.Interface] = link;
        return isNews;
    }

    /// <summary>True when it was there.</summary>
    public bool Remove(int interfaceIndex) => _links.Remove(interfaceIndex);

    /// <summary>Everything is told anew: whatever is not in <paramref name="links"/> is not there.</summary>
    public void Replace(IEnumerable<LinkState> links)
    {
        _links.Clear();
        foreach (LinkState link in links)
        {
            _links[link.Interface] = link;
        }
    }
}

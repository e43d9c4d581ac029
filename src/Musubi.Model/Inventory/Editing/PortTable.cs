using System.Collections.Immutable;
using Musubi.Model.Config;

namespace Musubi.Model.Inventory.Editing;

/// <summary>Ports, also by MAC, by who is connected, by port group, and by the place of the attachment on its host.</summary>
internal sealed class PortTable(ImmutableDictionary<Guid, PortConfig> stored)
    : DraftTable<PortConfig>(ObjectKind.Port, stored, static (p, revision) => p with { Revision = revision })
{
    private PortIndex? _index;

    public PortConfig? FindByMac(MacAddress mac) => Find(Index.ByMac, mac);

    public PortConfig? FindVnic(string vm, string vnic) => Find(Index.ByVnic, (vm, vnic));

    public PortConfig? FindAdapter(Guid host, string name) => Find(Index.ByAdapter, (host, name));

    /// <summary>Who is attached at a place of a host (see <see cref="AttachmentPlace"/>).</summary>
    public PortConfig? FindByPlace(Guid host, string place) =>
        Index.ByHost.TryGetValue(host, out Dictionary<string, Guid>? places) ? Find(places, place) : null;

    public int CountOnHost(Guid host) => Index.ByHost.TryGetValue(host, out Dictionary<string, Guid>? places) ? places.Count : 0;

    /// <summary>Connected ports of a port group, by number.</summary>
    public IEnumerable<PortConfig> ConnectedIn(Guid portGroup) =>
        Index.ByGroup.TryGetValue(portGroup, out GroupPorts? ports) ? ports.Connected.Select(p => this[p.Id]) : [];

    /// <summary>Free ports of a port group, by number.</summary>
    public IEnumerable<PortConfig> FreeIn(Guid portGroup) =>
        Index.ByGroup.TryGetValue(portGroup, out GroupPorts? ports) ? ports.Free.Select(p => this[p.Id]) : [];

    public int CountConnectedIn(Guid portGroup) => Index.ByGroup.TryGetValue(portGroup, out GroupPorts? ports) ? ports.Connected.Count : 0;

    public int CountIn(Guid portGroup) =>
        Index.ByGroup.TryGetValue(portGroup, out GroupPorts? ports) ? ports.Connected.Count + ports.Free.Count : 0;

    protected override void OnChanged(PortConfig? before, PortConfig? after)
    {
        if (_index is null)
        {
            return;
        }

        if (before is not null)
        {
            _index.Remove(before);
        }

        if (after is not null)
        {
            _index.Add(after);
        }
    }

    private PortIndex Index => _index ??= new PortIndex(Values);

    private PortConfig? Find<TKey>(Dictionary<TKey, Guid> index, TKey key)
        where TKey : notnull => index.TryGetValue(key, out Guid id) ? this[id] : null;
}

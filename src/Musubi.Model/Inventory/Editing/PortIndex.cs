using Musubi.Model.Config;

namespace Musubi.Model.Inventory.Editing;

/// <summary>Finds ports by what they hold. Made in one pass over all ports, then kept in step with each edit.</summary>
internal sealed class PortIndex
{
    public PortIndex(IEnumerable<PortConfig> ports)
    {
        foreach (PortConfig port in ports)
        {
            Add(port);
        }
    }

    public Dictionary<MacAddress, Guid> ByMac { get; } = [];

    public Dictionary<(string Vm, string Vnic), Guid> ByVnic { get; } = [];

    public Dictionary<(Guid Host, string Name), Guid> ByAdapter { get; } = [];

    public Dictionary<Guid, GroupPorts> ByGroup { get; } = [];

    /// <summary>By host, then by place of the attachment.</summary>
    public Dictionary<Guid, Dictionary<string, Guid>> ByHost { get; } = [];

    public void Add(PortConfig port)
    {
        Sorted(port).Add((port.Number, port.Id));
        if (port.Connection is not { } connection)
        {
            return;
        }

        ByMac[connection.Mac] = port.Id;
        if (connection.Vm.Length > 0)
        {
            ByVnic[(connection.Vm, connection.Vnic)] = port.Id;
        }
        else
        {
            ByAdapter[(connection.HostId, connection.Vnic)] = port.Id;
        }

        AddPlace(connection, port.Id);
        if (port.Destination is { } destination)
        {
            AddPlace(destination, port.Id);
        }
    }

    public void Remove(PortConfig port)
    {
        Sorted(port).Remove((port.Number, port.Id));
        if (port.Connection is not { } connection)
        {
            return;
        }

        RemoveIfHeld(ByMac, connection.Mac, port.Id);
        RemoveIfHeld(ByVnic, (connection.Vm, connection.Vnic), port.Id);
        RemoveIfHeld(ByAdapter, (connection.HostId, connection.Vnic), port.Id);
        RemoveIfHeld(ByHost[connection.HostId], AttachmentPlace.Of(connection.Attachment), port.Id);
        if (port.Destination is { } destination)
        {
            RemoveIfHeld(ByHost[destination.HostId], AttachmentPlace.Of(destination.Attachment), port.Id);
        }
    }

    /// <summary>While a command with errors is judged to its end, two ports may claim one key: only its holder gives it up.</summary>
    private static void RemoveIfHeld<TKey>(Dictionary<TKey, Guid> index, TKey key, Guid holder)
        where TKey : notnull
    {
        if (index.TryGetValue(key, out Guid id) && id == holder)
        {
            index.Remove(key);
        }
    }

    private void AddPlace(ConnectionConfig connection, Guid port)
    {
        if (!ByHost.TryGetValue(connection.HostId, out Dictionary<string, Guid>? places))
        {
            ByHost[connection.HostId] = places = new Dictionary<string, Guid>(StringComparer.Ordinal);
        }

        places[AttachmentPlace.Of(connection.Attachment)] = port;
    }

    private SortedSet<(int Number, Guid Id)> Sorted(PortConfig port)
    {
        if (!ByGroup.TryGetValue(port.PortGroupId, out GroupPorts? ports))
        {
            ByGroup[port.PortGroupId] = ports = new GroupPorts();
        }

        return port.Connection is null ? ports.Free : ports.Connected;
    }
}

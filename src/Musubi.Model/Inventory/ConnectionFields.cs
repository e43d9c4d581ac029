using System.Globalization;
using Musubi.Model.Config;
using Musubi.Model.Inventory.Editing;
using Musubi.Model.Policy;

namespace Musubi.Model.Inventory;

/// <summary>A connected vNIC or host adapter as an object of its own, in names and fields.</summary>
/// <param name="Name">"vnic VM VNIC" or "adapter NAME of HOST".</param>
/// <param name="Host">Name of its host.</param>
/// <param name="Fields">Its fields in their user form.</param>
internal sealed record ConnectionFields(string Name, string Host, List<KeyValuePair<string, string>> Fields)
{
    public static ConnectionFields Of(InventorySnapshot snapshot, PortConfig port)
    {
        ConnectionConfig connection = port.Connection!;
        PortGroupConfig group = snapshot.PortGroups[port.PortGroupId];
        string host = snapshot.Hosts.TryGetValue(connection.HostId, out HostConfig? config) ? config.Name : connection.HostId.ToString();
        string name = connection.Vm.Length > 0 ? $"vnic {connection.Vm} {connection.Vnic}" : $"adapter {connection.Vnic} of {host}";
        List<KeyValuePair<string, string>> fields =
        [
            new("host", host),
            new("portGroup", group.Name),
            new("port", string.Create(CultureInfo.InvariantCulture, $"{port.Number} of {snapshot.Switches[group.SwitchId].Name}")),
            new("mac", connection.Mac.ToString()),
            new("attachment", AttachmentPlace.Of(connection.Attachment)),
        ];
        if (port.Destination is { } destination)
        {
            string to = snapshot.Hosts.TryGetValue(destination.HostId, out HostConfig? other) ? other.Name : destination.HostId.ToString();
            fields.Add(new("migratingTo", $"{to}, {AttachmentPlace.Of(destination.Attachment)}"));
        }

        if (connection.Attachment is HostAdapterAttachment { Addresses.Count: > 0 } adapter)
        {
            fields.Add(new("addresses", string.Join(", ", adapter.Addresses)));
        }
        else if (connection.Addresses.Count > 0)
        {
            fields.Add(new("addresses", string.Join(", ", connection.Addresses)));
        }

        if (connection.Io is { } io)
        {
            fields.Add(new("ioAllocation", ObjectFields.IoText(io.Shares, io.ReservationBitsPerSecond, io.LimitBitsPerSecond)));
        }

        if (connection.Vm.Length == 0)
        {
            fields.Add(new("traffic", TrafficTypeWords.Word(connection.TrafficOf())));
        }

        return new ConnectionFields(name, host, fields);
    }
}

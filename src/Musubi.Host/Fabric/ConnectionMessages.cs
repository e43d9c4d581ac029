using Musubi.Contracts.Fabric;
using Musubi.Model.Config;
using Musubi.Model.Policy;

namespace Musubi.Host.Fabric;

/// <summary>Connections of this host's own switches in the words of the contract. Pure.</summary>
internal static class ConnectionMessages
{
    public static ShareVlan From(VlanConfig vlan)
    {
        ShareVlan message = new()
        {
            Id = (uint)vlan.Id,
            Mode = vlan.Mode switch
            {
                VlanMode.None => ShareVlan.Types.Mode.None,
                VlanMode.Access => ShareVlan.Types.Mode.Access,
                VlanMode.Trunk => ShareVlan.Types.Mode.Trunk,
                VlanMode.Private => ShareVlan.Types.Mode.Private,
                _ => throw new ArgumentOutOfRangeException(nameof(vlan), vlan.Mode, "a VLAN mode that the contract has no word for"),
            },
        };
        message.Ranges.AddRange(vlan.Ranges.SelectMany(range => new[] { (uint)range.First, (uint)range.Last }));
        return message;
    }

    public static ShareConnection From(ConnectionConfig connection)
    {
        ShareConnection message = new() { Vm = connection.Vm, Vnic = connection.Vnic, Mac = connection.Mac.ToString(), TrafficType = connection.Vm.Length > 0 ? "" : TrafficTypeWords.Word(connection.TrafficOf()) };
        message.Addresses.AddRange(connection.Addresses);
        switch (connection.Attachment)
        {
            case Model.Config.NamespaceAttachment inside:
                message.Namespace = new() { Namespace = inside.Namespace, Interface = inside.Interface };
                break;
            case Model.Config.TapAttachment tap:
                message.Tap = new() { Interface = tap.Interface, QmpSocket = tap.QmpSocket ?? "" };
                break;
            case Model.Config.VhostUserAttachment shared:
                message.VhostUser = new()
                {
                    Socket = shared.Socket,
                    SwitchListens = shared.Listener == VhostUserListener.Switch,
                    QueuePairs = (uint)shared.QueuePairs,
                    AllowUnsealedMemory = shared.AllowUnsealedMemory,
                };
                break;
            case Model.Config.HostAdapterAttachment adapter:
                message.HostAdapter = new() { Interface = adapter.Interface };
                message.HostAdapter.Addresses.AddRange(adapter.Addresses);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(connection), connection.Attachment, "an attachment that the contract has no word for");
        }

        return message;
    }
}

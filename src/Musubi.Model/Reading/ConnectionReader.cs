using System.Text.Json;
using Musubi.Model.Commands;
using Musubi.Model.Config;
using Musubi.Model.Policy;

namespace Musubi.Model.Reading;

/// <summary>Reads vNICs and host adapters.</summary>
internal static class ConnectionReader
{
    private const string DefaultInterface = "eth0";

    /// <summary>Where vhost-user sockets stand unless they are told to stand elsewhere.</summary>
    private const string SocketFolder = "/run/musubi/vhost";

    /// <param name="reader">At the vNIC.</param>
    /// <param name="vm">Its VM.</param>
    /// <param name="vnic">Its name.</param>
    /// <param name="host">The host when it names none itself.</param>
    public static VnicSpec ReadVnic(FieldReader reader, string vm, string vnic, string? host)
    {
        reader.Ignore("switch", "port", "portId", "revision", "runtime", "migration");
        VnicSpec spec = new()
        {
            Vm = vm,
            Vnic = vnic,
            PortGroup = reader.Text("portGroup"),
            Host = reader.Text("host") ?? host,
            Mac = ReadMac(reader),
            Io = IoReader.ReadAllocation(reader),
            Attachment = ReadAttachment(reader, vm, vnic),
            Addresses = reader.Texts("addresses"),
        };
        reader.Finish();
        return spec;
    }

    /// <summary>Null where the reader's object has none.</summary>
    public static AttachmentConfig? ReadAttachment(FieldReader reader, string vm, string vnic) => ReadAttachment(reader, $"{SocketFolder}/{vm}.{vnic}.sock");

    public static AdapterSpec ReadAdapter(FieldReader reader, string name, string? host)
    {
        reader.Ignore("kind", "switch", "port", "portId", "revision", "runtime");
        return new AdapterSpec
        {
            Name = name,
            Host = host,
            PortGroup = reader.Text("portGroup"),
            Mac = ReadMac(reader),
            Interface = reader.Text("interface"),
            Addresses = reader.Texts("addresses"),
            Traffic = ReadTraffic(reader),
        };
    }

    private static TrafficType? ReadTraffic(FieldReader reader)
    {
        string? word = reader.Text("traffic");
        if (word is null || TrafficTypeWords.Parse(word) is not (null or TrafficType.VirtualMachine))
        {
            return TrafficTypeWords.Parse(word);
        }

        reader.TryTake("traffic", out JsonElement value);
        reader.Wrong<string>("traffic", value, TrafficTypeWords.AdapterRule);
        return null;
    }

    private static MacAddress? ReadMac(FieldReader reader)
    {
        if (reader.Text("mac") is not { } text)
        {
            return null;
        }

        if (MacAddress.TryParse(text, null, out MacAddress mac))
        {
            return mac;
        }

        reader.TryTake("mac", out JsonElement value);
        reader.Wrong<string>("mac", value, "must be a MAC address of the form aa:bb:cc:dd:ee:ff");
        return null;
    }

    private static VhostUserAttachment ReadVhostUser(FieldReader reader, string defaultSocket)
    {
        VhostUserListener listener = VhostUserListener.Qemu;
        string? word = reader.Text("listener");
        if (word is "switch")
        {
            listener = VhostUserListener.Switch;
        }
        else if (word is not (null or "qemu"))
        {
            reader.TryTake("listener", out JsonElement value);
            reader.Wrong<string>("listener", value, "must be \"qemu\" or \"switch\"");
        }

        return new VhostUserAttachment(reader.Text("socket") ?? defaultSocket, listener, reader.Int("queuePairs") ?? 1, reader.Flag("allowUnsealedMemory") ?? false);
    }

    private static AttachmentConfig? ReadAttachment(FieldReader parent, string defaultSocket)
    {
        if (parent.Object("attachment") is not { } reader)
        {
            return null;
        }

        AttachmentConfig? attachment = null;
        switch (reader.Text("type"))
        {
            case "namespace":
                attachment = new NamespaceAttachment(reader.Text("namespace") ?? "", reader.Text("interface") ?? DefaultInterface);
                break;
            case "tap":
                attachment = new TapAttachment(reader.Text("interface") ?? "", reader.Text("qmpSocket"));
                break;
            case "vhostUser":
                attachment = ReadVhostUser(reader, defaultSocket);
                break;
            default:
                reader.Ignore("namespace", "interface", "qmpSocket", "socket", "listener", "queuePairs", "allowUnsealedMemory");
                parent.TryTake("attachment", out JsonElement value);
                parent.Wrong<string>("attachment", value, "must have the type \"namespace\", \"tap\" or \"vhostUser\"");
                break;
        }

        reader.Finish();
        return attachment;
    }
}

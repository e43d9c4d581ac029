using System.Text;
using System.Text.Json;
using Musubi.Cli.Output;

namespace Musubi.Cli.Commands;

/// <summary>The QEMU arguments of a vNIC on a TAP, ready for a shell.</summary>
internal static class QemuArguments
{
    /// <param name="vnic">A vNIC as the API gives it.</param>
    /// <param name="place">What has the attachment: the vNIC, or its migration.</param>
    /// <returns>Null for one that is not QEMU's.</returns>
    public static string? Of(JsonElement vnic, JsonElement place)
    {
        string mac = vnic.Text("mac");
        switch (place.Text("attachment.type"))
        {
            case "tap":
                string? qmp = place.Text("attachment.qmpSocket") is { Length: > 0 } socket ? socket : null;
                return OfTap(vnic.Text("name"), place.Text("attachment.interface"), mac, qmp);
            case "vhostUser":
                bool serves = place.Text("attachment.listener") != "switch";
                return OfVhostUser(vnic.Text("name"), place.Text("attachment.socket"), serves, (int)place.Number("attachment.queuePairs"), mac);
            default:
                return null;
        }
    }

    /// <summary>The kernel's vhost would take the frames past QEMU's own TAP handling; the switch needs only the TAP.</summary>
    private static string OfTap(string nic, string tap, string mac, string? qmp)
    {
        string id = Id(nic);
        string arguments = $"-netdev {Quote($"tap,id={id},ifname={Escape(tap)},script=no,downscript=no,vhost=off")} "
            + $"-device {Quote($"virtio-net-pci,netdev={id},mac={mac}")}";
        return qmp is null ? arguments : $"{arguments} -qmp {Quote($"unix:{Escape(qmp)},server=on,wait=off")}";
    }

    /// <summary>The guest's memory must be shared: SIZE stands for the guest's own.</summary>
    private static string OfVhostUser(string nic, string socket, bool serves, int pairs, string mac)
    {
        string id = Id(nic);
        string queues = pairs > 1 ? $",queues={pairs}" : "";
        string vectors = pairs > 1 ? $",mq=on,vectors={(2 * pairs) + 2}" : "";
        return "-object memory-backend-memfd,id=memory,size=SIZE,share=on -machine memory-backend=memory "
            + $"-chardev {Quote($"socket,id={id}-socket,path={Escape(socket)}{(serves ? ",server=on" : ",reconnect=1")}")} "
            + $"-netdev {Quote($"vhost-user,id={id},chardev={id}-socket{queues}")} "
            + $"-device {Quote($"virtio-net-pci,netdev={id},mac={mac}{vectors}")}";
    }

    /// <summary>QEMU ids begin with a letter and hold letters, digits, "-", "." and "_".</summary>
    private static string Id(string name)
    {
        StringBuilder id = new();
        foreach (char c in name)
        {
            id.Append(char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' ? c : '-');
        }

        return id.Length > 0 && char.IsAsciiLetter(id[0]) ? id.ToString() : "nic-" + id;
    }

    /// <summary>In QEMU's options a comma within a value is doubled.</summary>
    private static string Escape(string value) => value.Replace(",", ",,", StringComparison.Ordinal);

    private static string Quote(string word)
    {
        foreach (char c in word)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not (',' or '=' or '-' or '.' or '_' or ':' or '/'))
            {
                return $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
            }
        }

        return word;
    }
}

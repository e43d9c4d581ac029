using System.Text;

namespace Musubi.Cli.Commands;

/// <summary>The QEMU arguments of a vNIC on a TAP, ready for a shell.</summary>
internal static class QemuArguments
{
    /// <summary>The kernel's vhost would take the frames past QEMU's own TAP handling; the switch needs only the TAP.</summary>
    public static string Of(string nic, string tap, string mac, string? qmp)
    {
        string id = Id(nic);
        string arguments = $"-netdev {Quote($"tap,id={id},ifname={Escape(tap)},script=no,downscript=no,vhost=off")} "
            + $"-device {Quote($"virtio-net-pci,netdev={id},mac={mac}")}";
        return qmp is null ? arguments : $"{arguments} -qmp {Quote($"unix:{Escape(qmp)},server=on,wait=off")}";
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

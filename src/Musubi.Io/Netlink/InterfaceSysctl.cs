using System.Globalization;
using Musubi.Io.Native;

namespace Musubi.Io.Netlink;

/// <summary>
/// Settings of interfaces below /proc/sys/net. In the namespace of the calling thread: run it by
/// <see cref="Namespaces.NetworkNamespace.Run(System.Action)"/> for another.
/// </summary>
public static class InterfaceSysctl
{
    /// <summary>Null where the kernel has no IPv6.</summary>
    public static int? GetDisableIpv6(string interfaceName) => Get("ipv6", interfaceName, "disable_ipv6");

    /// <summary>1 takes IPv6 off the interface with its addresses. False where the kernel has no IPv6.</summary>
    public static bool SetDisableIpv6(string interfaceName, int value) => Set("ipv6", interfaceName, "disable_ipv6", value);

    public static int? GetArpIgnore(string interfaceName) => Get("ipv4", interfaceName, "arp_ignore");

    /// <summary>8: answers no ARP request at all.</summary>
    public static bool SetArpIgnore(string interfaceName, int value) => Set("ipv4", interfaceName, "arp_ignore", value);

    /// <summary>The value; null when there is no such setting.</summary>
    /// <exception cref="SystemCallException">NoDevice: there is no such interface.</exception>
    public static int? Get(string family, string interfaceName, string setting)
    {
        string path = PathOf(family, interfaceName, setting);
        return Exists(family, interfaceName, path) ? int.Parse(File.ReadAllText(path), NumberStyles.AllowLeadingSign | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture) : null;
    }

    /// <summary>False when there is no such setting.</summary>
    /// <exception cref="SystemCallException">NoDevice: there is no such interface.</exception>
    public static bool Set(string family, string interfaceName, string setting, int value)
    {
        string path = PathOf(family, interfaceName, setting);
        if (!Exists(family, interfaceName, path))
        {
            return false;
        }

        File.WriteAllText(path, value.ToString(CultureInfo.InvariantCulture));
        return true;
    }

    private static string PathOf(string family, string interfaceName, string setting) =>
        $"/proc/sys/net/{family}/conf/{InterfaceName.Check(interfaceName)}/{setting}";

    private static bool Exists(string family, string interfaceName, string path)
    {
        if (File.Exists(path))
        {
            return true;
        }

        bool familyExists = Directory.Exists($"/proc/sys/net/{family}/conf");
        bool interfaceExists = Directory.Exists($"/proc/sys/net/{family}/conf/{interfaceName}");
        return familyExists && !interfaceExists ? throw new SystemCallException($"open({path})", Errno.NoDevice) : false;
    }
}

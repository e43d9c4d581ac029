using System.Net;
using Musubi.Io.Native;
using Musubi.Model;

namespace Musubi.Host.Kernel;

/// <summary>
/// What the agent does to the host's network. Each "ensure" is idempotent and returns what it had to change, in words, so that the
/// caller can tell drift from work. All throw <see cref="IOException"/> when the kernel refuses. The agent's thread only.
/// </summary>
public interface IKernel
{
    /// <summary>Every NIC that could be an uplink: no loopback, no TAP, no bridge.</summary>
    IReadOnlyList<NicFact> ListNics();

    /// <summary>By what packets of a connection leave; null where that is not known, or where they do not leave this host.</summary>
    WayFact? FindWay(IPAddress local, IPAddress remote);

    /// <summary>Routes over an interface that people or their tools have set, at most <see cref="HostRoute.Most"/>; none where it is not there.</summary>
    ValueList<HostRoute> ListRoutes(string name);

    /// <summary>Sets those routes again that an interface has lost; false while it is not there, or not up. What cannot be set is left out.</summary>
    bool RestoreRoutes(string name, ValueList<HostRoute> routes);

    NicSettings ReadNic(NicFact nic);

    /// <summary>Up, promiscuous, IPv6 off, ARP silenced, the host's own stack cut off, and at least this MTU.</summary>
    ValueList<string> EnsureUplink(NicFact nic, int mtu);

    void RestoreNic(NicFact nic, NicSettings settings);

    /// <summary>Opens a NIC that was ensured, in the fastest way that it can.</summary>
    NicOpening OpenUplink(NicFact nic);

    FileDescriptor OpenPacket(int interfaceIndex);

    bool NamespaceExists(string name);

    /// <summary>Creates the TAP, or opens the persistent one that is there; persistent in either case.</summary>
    FileDescriptor OpenTap(TapPlace place);

    /// <summary>The device behind a tun descriptor still exists.</summary>
    bool IsTapAlive(FileDescriptor descriptor);

    ValueList<string> EnsureTap(TapPlace place, TapSettings settings);

    /// <summary>The device goes when its last descriptor is closed.</summary>
    void ReleaseTap(FileDescriptor descriptor);

    /// <summary>Removes a TAP that nobody holds; nothing happens when it is not there.</summary>
    void DeleteTap(TapPlace place);

    /// <summary>Listens at a path for a guest's monitor; a socket that nobody serves any more is replaced.</summary>
    FileDescriptor ListenVhost(string path);

    /// <summary>Connects to a guest's monitor; null while nobody listens there.</summary>
    FileDescriptor? ConnectVhost(string path);

    /// <summary>Removes the socket of <see cref="ListenVhost"/>; nothing happens when it is not there.</summary>
    void DeleteVhost(string path);

    /// <summary>Makes the persistent TAP that QEMU opens where it is missing, and silences the host's stack on it.</summary>
    /// <param name="interfaceIndex">Its index now; another one than before means that it was made anew.</param>
    ValueList<string> EnsureQemuTap(string name, int mtu, out int interfaceIndex);
}

using System.Net;
using Musubi.Host.Kernel;
using Musubi.Io.Namespaces;
using Musubi.Io.Native;
using Musubi.Io.Netlink;
using Musubi.Io.Packet;
using Musubi.Io.Tap;
using Musubi.Model;

namespace Musubi.Host.Edge;

/// <summary>The real kernel, in the network namespace of this process.</summary>
internal sealed class LinuxKernel : IKernel, IDisposable
{
    private readonly RouteClient _routes = RouteClient.Open();
    private readonly NicControl _nics;
    private readonly UplinkOpener _uplinks;

    public LinuxKernel(UplinkDriver driver = UplinkDriver.AfPacket) => (_nics, _uplinks) = (new NicControl(_routes), new UplinkOpener(_routes, driver));

    public IReadOnlyList<NicFact> ListNics() => NicInventory.List(_routes);

    public WayFact? FindWay(IPAddress local, IPAddress remote) => WayFinder.Find(_routes, local, remote);

    public ValueList<HostRoute> ListRoutes(string name) => RouteKeeping.List(_routes, name);

    public bool RestoreRoutes(string name, ValueList<HostRoute> routes) => RouteKeeping.Restore(_routes, name, routes);

    public NicSettings ReadNic(NicFact nic) => _nics.Read(nic);

    public ValueList<string> EnsureUplink(NicFact nic, int mtu) => _nics.EnsureUplink(nic, mtu);

    public void RestoreNic(NicFact nic, NicSettings settings) => _nics.Restore(nic, settings);

    public NicOpening OpenUplink(NicFact nic) => _uplinks.Open(nic);

    public FileDescriptor OpenPacket(int interfaceIndex) => PacketSocket.Open(interfaceIndex);

    public bool NamespaceExists(string name) => Path.Exists(PathOf(name));

    public FileDescriptor OpenTap(TapPlace place) => Within(place.Namespace, () =>
    {
        TunDevice device = TunDevice.Open(place.Interface);
        device.SetPersistent(true);
        return device.Descriptor;
    });

    public bool IsTapAlive(FileDescriptor descriptor) => TunDevice.IsAlive(descriptor);

    public ValueList<string> EnsureTap(TapPlace place, TapSettings settings)
    {
        if (place.Namespace is null)
        {
            return TapControl.Ensure(_routes, place.Interface, settings);
        }

        using NetworkNamespace target = NetworkNamespace.OpenPath(PathOf(place.Namespace));
        using RouteClient routes = RouteClient.OpenIn(target);
        return TapControl.Ensure(routes, place.Interface, settings);
    }

    public void ReleaseTap(FileDescriptor descriptor) => TunDevice.Release(descriptor);

    public void DeleteTap(TapPlace place)
    {
        if (place.Namespace is null)
        {
            TapControl.Delete(_routes, place.Interface);
        }
        else if (NamespaceExists(place.Namespace))
        {
            using NetworkNamespace target = NetworkNamespace.OpenPath(PathOf(place.Namespace));
            using RouteClient routes = RouteClient.OpenIn(target);
            TapControl.Delete(routes, place.Interface);
        }
    }

    public ValueList<string> EnsureQemuTap(string name, int mtu, out int interfaceIndex)
    {
        List<string> changes = [];
        LinkInfo? link = _routes.Links.Find(name);
        if (link is null)
        {
            using TunDevice device = TunDevice.Open(name);
            device.SetPersistent(true);
            changes.Add("made");
            link = _routes.Links.Find(name) ?? throw new InterfaceMissingException($"interface {name} vanished while it was made");
        }

        changes.AddRange(_nics.Silence(link));
        if (link.Mtu != mtu)
        {
            _routes.Links.SetMtu(link.Index, mtu);
            changes.Add($"MTU {link.Mtu} set to {mtu}");
        }

        interfaceIndex = link.Index;
        return [.. changes];
    }

    public FileDescriptor ListenVhost(string path) => VhostSocketFiles.Listen(path);

    public FileDescriptor? ConnectVhost(string path) => VhostSocketFiles.TryConnect(path);

    public void DeleteVhost(string path) => VhostSocketFiles.Delete(path);

    public void Dispose() => _routes.Dispose();

    private static string PathOf(string name) => name.StartsWith('/') ? name : Path.Combine(NetworkNamespace.NamedFolder, name);

    private static T Within<T>(string? name, Func<T> action)
    {
        if (name is null)
        {
            return action();
        }

        using NetworkNamespace target = NetworkNamespace.OpenPath(PathOf(name));
        return target.Run(action);
    }
}

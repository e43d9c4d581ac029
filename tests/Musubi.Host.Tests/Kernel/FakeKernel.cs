using System.Net;
using Musubi.Host.Kernel;
using Musubi.Host.Plan;
using Musubi.Io.Native;
using Musubi.Io.Polling;
using Musubi.Model;

namespace Musubi.Host.Tests.Kernel;

/// <summary>A kernel that does as it is told and remembers it. Descriptors are real, but of sockets that lead nowhere.</summary>
internal sealed class FakeKernel : IKernel
{
    private readonly Dictionary<TapPlace, FileDescriptor> _taps = [];
    private readonly HashSet<int> _dead = [];

    public List<NicFact> Nics { get; } = [];

    public HashSet<string> Namespaces { get; } = [];

    public List<string> Calls { get; } = [];

    /// <summary>Sockets at which a guest's monitor listens.</summary>
    public HashSet<string> Monitors { get; } = [];

    /// <summary>The last connection made to each.</summary>
    public Dictionary<string, FileDescriptor> Connections { get; } = [];

    /// <summary>What the next "ensure" of an uplink finds changed.</summary>
    public List<string> UplinkDrift { get; } = [];

    public int Count(string call) => Calls.Count(entry => entry.StartsWith(call, StringComparison.Ordinal));

    public void KillTap(TapPlace place)
    {
        _dead.Add(_taps[place].Number);
        _taps.Remove(place);
    }

    public IReadOnlyList<NicFact> ListNics() => [.. Nics];

    /// <summary>By what the controller is reached.</summary>
    public WayFact? Way { get; set; }

    public WayFact? FindWay(IPAddress local, IPAddress remote) => Way;

    /// <summary>Routes that somebody set, by interface.</summary>
    public Dictionary<string, ValueList<HostRoute>> Routes { get; } = [];

    public ValueList<HostRoute> ListRoutes(string name) => Routes.GetValueOrDefault(name);

    public bool RestoreRoutes(string name, ValueList<HostRoute> routes)
    {
        Calls.Add($"routes {name}: {string.Join(", ", routes.Select(route => route.Destination))}");
        return true;
    }

    public NicSettings ReadNic(NicFact nic)
    {
        Calls.Add($"read {nic.Name}");
        return new NicSettings(true, false, false, 0, nic.Mtu);
    }

    /// <summary>The largest MTU that NICs take.</summary>
    public int LargestMtu { get; set; } = 9216;

    public ValueList<string> EnsureUplink(NicFact nic, int mtu)
    {
        if (mtu > LargestMtu)
        {
            throw new IOException("mtu greater than device maximum");
        }

        ValueList<string> drift = [.. UplinkDrift];
        UplinkDrift.Clear();
        return drift;
    }

    public void RestoreNic(NicFact nic, NicSettings settings) => Calls.Add($"restore {nic.Name} {settings.Mtu}");

    /// <summary>Queues by AF_XDP; none is AF_PACKET.</summary>
    public int XdpQueues { get; set; }

    public NicOpening OpenUplink(NicFact nic)
    {
        Calls.Add($"uplink {nic.Index}");
        return XdpQueues == 0
            ? new NicOpening([NewDescriptor()], null, "AF_PACKET: as set")
            : new NicOpening([.. Enumerable.Range(0, 2 * XdpQueues).Select(_ => NewDescriptor())], XdpBinding.Of(XdpQueues), "AF_XDP");
    }

    public FileDescriptor OpenPacket(int interfaceIndex)
    {
        Calls.Add($"packet {interfaceIndex}");
        return NewDescriptor();
    }

    public bool NamespaceExists(string name) => Namespaces.Contains(name);

    public FileDescriptor OpenTap(TapPlace place)
    {
        Calls.Add($"tap {place.Interface}");
        FileDescriptor descriptor = NewDescriptor();
        _taps[place] = descriptor;
        return descriptor;
    }

    public bool IsTapAlive(FileDescriptor descriptor) => !_dead.Contains(descriptor.Number);

    /// <summary>MTUs of interfaces, by name. One that is another than asked for is set, and told.</summary>
    public Dictionary<string, int> Mtus { get; } = [];

    public ValueList<string> EnsureTap(TapPlace place, TapSettings settings) => EnsureMtu(place.Interface, settings.Mtu);

    public void ReleaseTap(FileDescriptor descriptor) => Calls.Add("release");

    public void DeleteTap(TapPlace place) => Calls.Add($"delete {place.Interface}");

    public ValueList<string> EnsureQemuTap(string name, int mtu, out int interfaceIndex)
    {
        interfaceIndex = 77;
        return EnsureMtu(name, mtu);
    }

    public FileDescriptor ListenVhost(string path)
    {
        Calls.Add($"listen {path}");
        return NewDescriptor();
    }

    public FileDescriptor? ConnectVhost(string path)
    {
        if (!Monitors.Contains(path))
        {
            return null;
        }

        Calls.Add($"connect {path}");
        return Connections[path] = NewDescriptor();
    }

    public void DeleteVhost(string path) => Calls.Add($"delete {path}");

    private ValueList<string> EnsureMtu(string name, int mtu)
    {
        int before = Mtus.GetValueOrDefault(name, 1500);
        Mtus[name] = mtu;
        return before == mtu ? [] : [$"MTU {before} set to {mtu}"];
    }

    public static FileDescriptor NewDescriptor()
    {
        using EventFd source = new();
        using FileDescriptor borrowed = new(source.Descriptor);
        FileDescriptor own = borrowed.Duplicate();
        borrowed.SetHandleAsInvalid();
        return own;
    }
}

using Musubi.Bench.Processes;
using Musubi.Io.Namespaces;
using Musubi.Io.Native;
using Musubi.Io.Netlink;
using Musubi.Io.Packet;
using Musubi.Io.Xdp;

namespace Musubi.Bench.Peers;

/// <summary>A namespace with a veth pair whose ends are the uplinks of two switches. It ends with the measurement.</summary>
internal sealed class UplinkPair : IDisposable
{
    public const string Namespace = "mbench-b5";

    private readonly List<XdpUplink> _opened = [];

    public UplinkPair()
    {
        Remove();
        ChildProcess.Run("ip", ["netns", "add", Namespace]);
        ChildProcess.Run("ip", ["-n", Namespace, "link", "add", Names[0], "type", "veth", "peer", "name", Names[1]]);
        using NetworkNamespace place = NetworkNamespace.OpenNamed(Namespace);
        foreach (string name in Names)
        {
            ChildProcess.Run("ip", ["-n", Namespace, "link", "set", name, "promisc", "on", "up"]);
            // As a wire would have them: tags and checksums in the bytes.
            place.Run(() => Ethtool.SetOffloads(name, NicOffloads.None));
        }
    }

    public static IReadOnlyList<string> Names { get; } = ["h0", "h1"];

    /// <summary>An end's number in the namespace.</summary>
    public static int Index(int end)
    {
        using NetworkNamespace place = NetworkNamespace.OpenNamed(Namespace);
        using RouteClient routes = RouteClient.OpenIn(place);
        return routes.Links.Find(Names[end])?.Index ?? throw new BenchException($"{Names[end]} is gone");
    }

    /// <summary>What a data plane is to be handed for an end.</summary>
    public IReadOnlyList<FileDescriptor> Open(int end, UplinkKind kind)
    {
        int index = Index(end);
        using NetworkNamespace place = NetworkNamespace.OpenNamed(Namespace);
        if (kind == UplinkKind.AfPacket)
        {
            return [place.Run(() => PacketSocket.Open(index))];
        }

        using RouteClient routes = RouteClient.OpenIn(place);
        XdpUplink uplink = place.Run(() => XdpUplink.Open(routes, index, Names[end], XdpShape.Default));
        _opened.Add(uplink);
        return uplink.Descriptors;
    }

    public void Dispose()
    {
        _opened.ForEach(uplink => uplink.Dispose());
        Remove();
    }

    private static void Remove()
    {
        if (File.Exists(Path.Combine(NetworkNamespace.NamedFolder, Namespace)))
        {
            ChildProcess.Run("ip", ["netns", "del", Namespace]);
        }
    }
}

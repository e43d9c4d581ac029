using Musubi.Io.Bpf;
using Musubi.Io.Native;
using Musubi.Io.Netlink;

namespace Musubi.Io.Xdp;

/// <summary>
/// Takes a NIC by AF_XDP: a socket and memory for each of its queues, and a program at the NIC that hands them what comes. The
/// program stays when this process ends; <see cref="XdpCommands.Detach"/> takes it off.
/// </summary>
public sealed class XdpUplink : IDisposable
{
    private XdpUplink(IReadOnlyList<XdpHandles> queues, string? whyNotInDriver) => (Queues, WhyNotInDriver) = (queues, whyNotInDriver);

    public IReadOnlyList<XdpHandles> Queues { get; }

    /// <summary>Why the program runs before the host's stack, where it is slower; null when it runs in the driver.</summary>
    public string? WhyNotInDriver { get; }

    /// <summary>Frames are not copied between the driver's memory and ours.</summary>
    public bool IsZeroCopy => Queues.All(queue => queue.IsZeroCopy);

    /// <summary>In the order in which <see cref="XdpPort"/> takes them.</summary>
    public IReadOnlyList<FileDescriptor> Descriptors => [.. Queues.SelectMany(queue => new[] { queue.Socket, queue.Memory })];

    /// <summary>Sockets of a former taking must be closed by then, in every process. In the namespace of the calling thread.</summary>
    /// <exception cref="SystemCallException">A socket cannot be had, or the NIC has more than <see cref="XdpShape.MaxQueues"/> queues; nothing is left behind.</exception>
    /// <exception cref="NetlinkException">The NIC takes no program; nothing is left behind.</exception>
    public static XdpUplink Open(RouteClient routes, int interfaceIndex, string interfaceName, XdpShape shape)
    {
        int count = Ethtool.ReceiveQueues(interfaceName);
        if (count > XdpShape.MaxQueues)
        {
            throw new SystemCallException($"AF_XDP on {interfaceName}: {count} queues, at most {XdpShape.MaxQueues} can be served", Errno.NotSupported);
        }

        List<XdpHandles> queues = [];
        try
        {
            using BpfSocketMap sockets = new(count);
            for (int queue = 0; queue < count; queue++)
            {
                queues.Add(XdpSocket.Open(interfaceIndex, queue, shape));
                sockets.Set(queue, queues[queue].Socket);
            }

            using BpfProgram program = BpfProgram.Redirect(sockets);
            return new XdpUplink(queues, routes.Xdp.Attach(interfaceIndex, program));
        }
        catch (IOException)
        {
            queues.ForEach(queue => queue.Dispose());
            throw;
        }
    }

    public void Dispose()
    {
        foreach (XdpHandles queue in Queues)
        {
            queue.Dispose();
        }
    }
}

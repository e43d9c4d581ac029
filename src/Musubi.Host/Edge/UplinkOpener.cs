using Musubi.Host.Kernel;
using Musubi.Host.Plan;
using Musubi.Io.Native;
using Musubi.Io.Netlink;
using Musubi.Io.Packet;
using Musubi.Io.Xdp;

namespace Musubi.Host.Edge;

/// <summary>Opens NICs as uplinks, in the fastest way that the setting allows and the NIC can.</summary>
internal sealed class UplinkOpener(RouteClient routes, UplinkDriver driver)
{
    /// <summary>By AF_XDP frames come with their tags in the bytes, and one by one.</summary>
    private const NicOffloads InTheWay = NicOffloads.ReceiveVlan | NicOffloads.LargeReceive;

    /// <exception cref="SystemCallException">Busy: the sockets of a data plane that ended are not gone yet. NoDevice: the NIC is.</exception>
    public NicOpening Open(NicFact nic)
    {
        if (driver == UplinkDriver.AfPacket)
        {
            return OpenPacket(nic, "as set");
        }

        if (driver == UplinkDriver.Auto && nic.BusAddress.Length == 0)
        {
            return OpenPacket(nic, "no hardware behind the NIC");
        }

        NicOffloads before = Ethtool.GetOffloads(nic.Name);
        try
        {
            Ethtool.SetOffloads(nic.Name, before & ~InTheWay);
            XdpUplink uplink = XdpUplink.Open(routes, nic.Index, nic.Name, XdpShape.Default);
            if (uplink.WhyNotInDriver is null || driver == UplinkDriver.AfXdp)
            {
                return Describe(uplink);
            }

            uplink.Dispose();
            return FallBack(nic, before, uplink.WhyNotInDriver);
        }
        catch (IOException refusal) when (refusal is not SystemCallException { Error: Errno.Busy or Errno.NoDevice })
        {
            return FallBack(nic, before, refusal.Message);
        }
    }

    private static NicOpening Describe(XdpUplink uplink)
    {
        string place = uplink.WhyNotInDriver is { } why ? $"before the host's stack ({why})" : "in the driver";
        string copies = uplink.IsZeroCopy ? "zero-copy" : "copied by the kernel";
        return new NicOpening(uplink.Descriptors, XdpBinding.Of(uplink.Queues.Count), $"AF_XDP {place}, {copies}, queues: {uplink.Queues.Count}");
    }

    private NicOpening FallBack(NicFact nic, NicOffloads before, string why)
    {
        Ethtool.SetOffloads(nic.Name, before);
        return OpenPacket(nic, why);
    }

    /// <summary>A program that is still there from before would keep the frames from the socket.</summary>
    private NicOpening OpenPacket(NicFact nic, string why)
    {
        routes.Xdp.Detach(nic.Index);
        return new NicOpening([PacketSocket.Open(nic.Index)], null, $"AF_PACKET: {why}");
    }
}

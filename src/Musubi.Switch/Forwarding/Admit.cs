using Musubi.Io.Ports;
using Musubi.Io.Virtio;
using Musubi.Switch.Forwarding.Punting;

namespace Musubi.Switch.Forwarding;

/// <summary>
/// Second stage: the source port's policy. The port's record is read once for the batch; what is left is flat. Leaves each
/// frame with its VLAN and domain, or with a reason.
/// </summary>
internal static class Admit
{
    private const int UdpHeader = 8;
    private const int LeastTcpHeader = 20;

    /// <summary>Where a TCP header says how long it is, in units of four bytes (RFC 9293, 3.1).</summary>
    private const int TcpOffset = 12;

    /// <summary>Frames from a vNIC. Returns a source address that the guest newly took and may take, or 0.</summary>
    public static ulong FromVnic(in FrameBatch batch, ForwardingPlan plan, in PortRecord port)
    {
        if (port.Has(PortFlags.Blocked | PortFlags.Mute))
        {
            DropAll(in batch, port.Has(PortFlags.Blocked) ? DropReason.Blocked : DropReason.Mute);
            return 0;
        }

        ulong taken = CheckSources(in batch, in port);
        if (port.Has(PortFlags.Trunk))
        {
            ClassifyTrunk(in batch, plan, in port);
        }
        else
        {
            ClassifyAccess(in batch, plan, in port);
        }

        return taken;
    }

    /// <summary>Frames from the wire.</summary>
    public static void FromUplink(in FrameBatch batch, ForwardingPlan plan, in PortRecord port)
    {
        for (int i = 0; i < batch.Count; i++)
        {
            if (batch.Drop[i] == DropReason.None)
            {
                batch.Drop[i] = JudgeFromWire(in batch, i, plan, in port);
            }
        }
    }

    internal static void DropAll(in FrameBatch batch, DropReason reason)
    {
        foreach (ref DropReason drop in batch.Drop)
        {
            drop = drop == DropReason.None ? reason : drop;
        }
    }

    private static ulong CheckSources(in FrameBatch batch, in PortRecord port)
    {
        bool mayTakeMac = port.Has(PortFlags.AcceptMacChanges) && !port.Has(PortFlags.GuestMacKnown | PortFlags.Learns);
        DropReason otherSource = mayTakeMac || port.Has(PortFlags.AcceptForgedTransmits) ? DropReason.None : DropReason.ForgedTransmit;
        ulong effective = port.EffectiveMac;
        ulong taken = 0;
        for (int i = 0; i < batch.Source.Length; i++)
        {
            ulong source = batch.Source[i];
            if (source == effective || batch.Drop[i] != DropReason.None)
            {
                continue;
            }

            if (IsInvalidSource(source))
            {
                batch.Drop[i] = DropReason.InvalidSource;
                continue;
            }

            batch.Drop[i] = otherSource;
            taken = mayTakeMac ? source : taken;
        }

        return taken;
    }

    private static void ClassifyAccess(in FrameBatch batch, ForwardingPlan plan, in PortRecord port)
    {
        ushort vlan = port.Vlan;
        ushort domain = plan.Domain(port.Switch, vlan);
        int mtu = port.Mtu;
        for (int i = 0; i < batch.Drop.Length; i++)
        {
            if (batch.Drop[i] != DropReason.None)
            {
                continue;
            }

            batch.Drop[i] = batch.Vlan[i] != 0 ? DropReason.VlanTagged
                : ExceedsMtu(in batch, i, mtu) ? DropReason.ExceedsMtu
                : DropReason.None;
            batch.Vlan[i] = vlan;
            batch.Domain[i] = domain;
        }
    }

    private static void ClassifyTrunk(in FrameBatch batch, ForwardingPlan plan, in PortRecord port)
    {
        for (int i = 0; i < batch.Count; i++)
        {
            if (batch.Drop[i] != DropReason.None)
            {
                continue;
            }

            int vlan = batch.Vlan[i];
            batch.Drop[i] = !plan.TrunkCarries(port.TrunkBitmap, vlan) ? DropReason.VlanNotAllowed
                : ExceedsMtu(in batch, i, port.Mtu) ? DropReason.ExceedsMtu
                : DropReason.None;
            batch.Domain[i] = plan.Domain(port.Switch, vlan);
        }
    }

    private static DropReason JudgeFromWire(in FrameBatch batch, int i, ForwardingPlan plan, in PortRecord port)
    {
        ulong source = batch.Source[i];
        if (IsInvalidSource(source))
        {
            return DropReason.InvalidSource;
        }

        if ((batch.Destination[i] & ~0xfUL) == ProtocolAddresses.ReservedGroups)
        {
            return DropReason.ReservedGroup;
        }

        int vlan = batch.Vlan[i];
        ushort domain = plan.Domain(port.Switch, vlan);
        if (domain == 0)
        {
            return DropReason.VlanNotPresent;
        }

        if (ExceedsMtu(in batch, i, port.Mtu))
        {
            return DropReason.ExceedsMtu;
        }

        batch.Domain[i] = domain;
        bool isOurs = plan.Configured(source, domain, vlan, port.Switch) != MacTable.NotFound
            || plan.IsPrivate(source, plan.Domains[domain].Family)
            || (plan.Learned is { } learned && Learn.IsReflected(plan, learned, source, vlan, port.Switch));
        return isOurs ? DropReason.Reflected : DropReason.None;
    }

    internal static bool IsInvalidSource(ulong source) => source == 0 || MacKinds.IsGroup(source);

    /// <summary>A frame that is to be segmented is as large as one of its segments.</summary>
    internal static bool ExceedsMtu(in FrameBatch batch, int i, int mtu)
    {
        ref readonly ReceivedFrame frame = ref batch.Frames[i];
        return frame.Data.Length - batch.PayloadOffset[i] > mtu
            && (frame.Offload.GsoType == VirtioNetHeader.GsoNone || SegmentBytes(in frame, batch.PayloadOffset[i]) > mtu);
    }

    /// <summary>What follows the Ethernet header of a full segment; Parse saw that the checksum starts behind it. A TCP header that is cut short counts as the shortest.</summary>
    private static int SegmentBytes(in ReceivedFrame frame, int payload)
    {
        int start = frame.Offload.ChecksumStart;
        ReadOnlySpan<byte> bytes = frame.Data.Span;
        int transport = frame.Offload.GsoType == VirtioNetHeader.GsoUdpL4 ? UdpHeader
            : bytes.Length > start + TcpOffset ? Math.Max((bytes[start + TcpOffset] >> 4) * 4, LeastTcpHeader)
            : LeastTcpHeader;
        return start - payload + transport + frame.Offload.GsoSize;
    }
}

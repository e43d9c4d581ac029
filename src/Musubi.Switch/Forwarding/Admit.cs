using Musubi.Io.Virtio;
using Musubi.Switch.Forwarding.Punting;

namespace Musubi.Switch.Forwarding;

/// <summary>
/// Second stage: the source port's policy. The port's record is read once for the batch; what is left is flat. Leaves each
/// frame with its VLAN and domain, or with a reason.
/// </summary>
internal static class Admit
{
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

    private static void DropAll(in FrameBatch batch, DropReason reason)
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

    /// <summary>A frame to be segmented later has its segment size set by its sender's own MTU.</summary>
    private static bool ExceedsMtu(in FrameBatch batch, int i, int mtu) =>
        batch.Frames[i].Data.Length - batch.PayloadOffset[i] > mtu && batch.Frames[i].Offload.GsoType == VirtioNetHeader.GsoNone;
}

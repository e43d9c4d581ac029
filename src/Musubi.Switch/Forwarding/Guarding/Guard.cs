using Musubi.Switch.Forwarding.Inspection;
using Musubi.Switch.Forwarding.Punting;

namespace Musubi.Switch.Forwarding.Guarding;

/// <summary>
/// Behind admission, for vNICs: what a guest must not send whatever its addresses are. Frames for groups between switches end here; with guards on, so
/// does what only servers, routers and owners of other addresses send.
/// </summary>
internal static class Guard
{
    /// <summary>01-00-0C-CC-CC-CD: spanning tree for each VLAN, of Cisco and others.</summary>
    private const ulong SharedSpanningTree = 0x0100_0CCC_CCCD;

    /// <summary>The last four bits of the addresses of bridges, customers' and providers'.</summary>
    private const ulong CustomerBridges = 0x0;
    private const ulong ProviderBridges = 0x8;

    /// <summary>
    /// To be run over batches with frames for groups. 802.1Q, 8.6.3: what is for the other end of a link or for the next bridge is not forwarded by a
    /// switch, or a guest would speak for its host with the physical switch: pause it, join its LAG, be its neighbour. BPDUs alone pass, unless they are filtered.
    /// </summary>
    public static void Groups(in FrameBatch batch, in PortRecord port)
    {
        DropReason spanningTree = port.Has(PortFlags.BpduFilter) ? DropReason.BpduFiltered : DropReason.None;
        for (int i = 0; i < batch.Drop.Length; i++)
        {
            if (batch.Drop[i] != DropReason.None)
            {
                continue;
            }

            ulong destination = batch.Destination[i];
            if ((destination & ~0xfUL) == ProtocolAddresses.ReservedGroups)
            {
                batch.Drop[i] = (destination & 0xf) is CustomerBridges or ProviderBridges ? spanningTree : DropReason.ReservedGroup;
            }
            else if (destination == SharedSpanningTree)
            {
                batch.Drop[i] = spanningTree;
            }
        }
    }

    /// <summary>For ports with <see cref="PortFlags.DhcpGuard"/>, <see cref="PortFlags.RaGuard"/> or <see cref="PortFlags.SpoofGuard"/>.</summary>
    public static void Packets(in FrameBatch batch, in PortRecord port, PortGuard guard)
    {
        PortFlags guards = port.Flags;
        AddressLookup known = new(guard.Known);
        for (int i = 0; i < batch.Drop.Length; i++)
        {
            if (batch.Drop[i] == DropReason.None)
            {
                ref readonly PacketFields fields = ref Inspect.Frame(in batch, i);
                batch.Drop[i] = GuardRules.Judge(guards, in fields, batch.Inspected.Bytes(i), batch.Source[i], batch.Vlan[i], ref known);
            }
        }
    }
}

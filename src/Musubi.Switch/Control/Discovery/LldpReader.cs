using System.Buffers.Binary;
using Musubi.Contracts.Plan;

namespace Musubi.Switch.Control.Discovery;

/// <summary>Reads an LLDPDU (802.1AB-2016, 9.2.7.7). Total: any bytes give a neighbour or a fault.</summary>
public static class LldpReader
{
    private const int MaxIdBytes = 256;

    /// <summary>Chassis id, port id and TTL.</summary>
    private const int Mandatory = 3;

    private static readonly string[] CapabilityWords =
        ["other", "repeater", "bridge", "wlan-access-point", "router", "telephone", "docsis", "station", "c-vlan", "s-vlan", "two-port-relay"];

    /// <param name="pdu">What follows the EtherType; padding may come behind its end.</param>
    /// <param name="discarded">Optional TLVs that were left out because of their form, or because they stood before.</param>
    public static DiscoveryFault Read(ReadOnlySpan<byte> pdu, out HeardNeighbour? neighbour, out int discarded)
    {
        (neighbour, discarded) = (null, 0);
        NeighbourDraft draft = new();
        uint seen = 0;
        int read = 0;
        for (; pdu.Length > 0; read++)
        {
            if (!TryTakeTlv(ref pdu, out int type, out ReadOnlySpan<byte> value))
            {
                return DiscoveryFault.LldpCutShort;
            }

            if (read < Mandatory)
            {
                if (type != LldpTlvType.ChassisId + read)
                {
                    return DiscoveryFault.LldpOutOfOrder;
                }

                if (type == LldpTlvType.Ttl ? value.Length < 2 : value.Length is < 2 or > MaxIdBytes)
                {
                    return DiscoveryFault.LldpBadLength;
                }

                ReadMandatory(draft, type, value);
            }
            else if (type == LldpTlvType.End)
            {
                break;
            }
            else if (type <= LldpTlvType.Ttl)
            {
                return DiscoveryFault.LldpRepeatedTlv;
            }
            else if (!ReadOptional(draft, type, value, ref seen))
            {
                discarded++;
            }
        }

        if (read < Mandatory)
        {
            return DiscoveryFault.LldpCutShort;
        }

        neighbour = draft.Finish(DiscoveryProtocol.Lldp);
        return DiscoveryFault.None;
    }

    private static bool TryTakeTlv(ref ReadOnlySpan<byte> pdu, out int type, out ReadOnlySpan<byte> value)
    {
        type = 0;
        value = default;
        if (pdu.Length < 2)
        {
            return false;
        }

        int head = BinaryPrimitives.ReadUInt16BigEndian(pdu);
        (type, int length) = (head >> 9, head & 0x1ff);
        if (length > pdu.Length - 2)
        {
            return false;
        }

        value = pdu.Slice(2, length);
        pdu = pdu[(2 + length)..];
        return true;
    }

    private static void ReadMandatory(NeighbourDraft draft, int type, ReadOnlySpan<byte> value)
    {
        switch (type)
        {
            case LldpTlvType.ChassisId:
                draft.SetChassisKey(DiscoveryProtocol.Lldp, value);
                draft.ChassisId = value[0] switch
                {
                    LldpTlvType.ChassisMac => DiscoveryText.Mac(value[1..]),
                    LldpTlvType.ChassisNetworkAddress => DiscoveryText.Address(value[1..]),
                    _ => DiscoveryText.OfId(value[1..]),
                };
                break;
            case LldpTlvType.PortId:
                draft.PortId = value[0] switch
                {
                    LldpTlvType.PortMac => DiscoveryText.Mac(value[1..]),
                    LldpTlvType.PortNetworkAddress => DiscoveryText.Address(value[1..]),
                    _ => DiscoveryText.OfId(value[1..]),
                };
                draft.SetPortKey(value);
                break;
            default:
                draft.Ttl = BinaryPrimitives.ReadUInt16BigEndian(value);
                break;
        }
    }

    /// <summary>False for a TLV of a wrong form, and for one that stood before where it may stand once. Unknown ones are no fault.</summary>
    private static bool ReadOptional(NeighbourDraft draft, int type, ReadOnlySpan<byte> value, ref uint seen)
    {
        switch (type)
        {
            case LldpTlvType.ManagementAddress:
                return ReadAddress(draft, value);
            case LldpTlvType.Organisation:
                return ReadOrganisation(draft, value);
            case > LldpTlvType.ManagementAddress:
                return true;
        }

        bool isFirst = (seen & (1u << type)) == 0;
        seen |= 1u << type;
        if (!isFirst)
        {
            return false;
        }

        switch (type)
        {
            case LldpTlvType.PortDescription:
                draft.PortDescription = DiscoveryText.Of(value);
                return true;
            case LldpTlvType.SystemName:
                draft.SystemName = DiscoveryText.Of(value);
                return true;
            case LldpTlvType.SystemDescription:
                draft.SystemDescription = DiscoveryText.Of(value);
                return true;
            default:
                return ReadCapabilities(draft, value);
        }
    }

    /// <summary>What is enabled, of what the system has.</summary>
    private static bool ReadCapabilities(NeighbourDraft draft, ReadOnlySpan<byte> value)
    {
        if (value.Length < 4)
        {
            return false;
        }

        int enabled = BinaryPrimitives.ReadUInt16BigEndian(value) & BinaryPrimitives.ReadUInt16BigEndian(value[2..]);
        draft.Capabilities = [.. CapabilityWords.Where((_, bit) => (enabled & (1 << bit)) != 0)];
        return true;
    }

    /// <summary>Address with its family, interface number and its kind, object identifier (802.1AB, 8.5.9).</summary>
    private static bool ReadAddress(NeighbourDraft draft, ReadOnlySpan<byte> value)
    {
        if (value.Length < 1 || value[0] is < 2 or > 32 || value.Length < 1 + value[0] + 6)
        {
            return false;
        }

        ReadOnlySpan<byte> address = value.Slice(1, value[0]);
        if ((address[0], address.Length) is (1, 5) or (2, 17))
        {
            draft.AddAddress(address[1..]);
        }

        return true;
    }

    private static bool ReadOrganisation(NeighbourDraft draft, ReadOnlySpan<byte> value)
    {
        if (value.Length < 4)
        {
            return false;
        }

        int oui = (value[0] << 16) | (value[1] << 8) | value[2];
        byte subtype = value[3];
        ReadOnlySpan<byte> rest = value[4..];
        switch (oui, subtype)
        {
            case (LldpTlvType.Oui8021, LldpTlvType.PortVlan) when rest.Length >= 2:
                draft.NativeVlan = VlanOrNone(BinaryPrimitives.ReadUInt16BigEndian(rest));
                return true;
            case (LldpTlvType.Oui8021, LldpTlvType.VlanName) when rest.Length >= 3 && rest[2] <= rest.Length - 3:
                draft.AddVlan(BinaryPrimitives.ReadUInt16BigEndian(rest), rest.Slice(3, rest[2]));
                return true;
            case (LldpTlvType.Oui8023, LldpTlvType.MaxFrame) when rest.Length >= 2:
                draft.MaxFrame = BinaryPrimitives.ReadUInt16BigEndian(rest);
                return true;
            case (LldpTlvType.Oui8021, LldpTlvType.Aggregation8021) or (LldpTlvType.Oui8023, LldpTlvType.Aggregation8023) when rest.Length >= 5:
                draft.Aggregated = (rest[0] & LldpTlvType.AggregationEnabled) != 0;
                draft.AggregationPort = draft.Aggregated ? BinaryPrimitives.ReadUInt32BigEndian(rest[1..]) : 0;
                return true;
            case (LldpTlvType.Oui8021, LldpTlvType.PortVlan or LldpTlvType.VlanName or LldpTlvType.Aggregation8021):
            case (LldpTlvType.Oui8023, LldpTlvType.MaxFrame or LldpTlvType.Aggregation8023):
                return false;
            default:
                return true;
        }
    }

    private static int VlanOrNone(int id) => id <= 4094 ? id : 0;
}

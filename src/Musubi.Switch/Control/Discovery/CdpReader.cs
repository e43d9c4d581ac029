using System.Buffers.Binary;
using Musubi.Contracts.Plan;

namespace Musubi.Switch.Control.Discovery;

/// <summary>Reads a CDP packet, version 1 or 2. Total: any bytes give a neighbour or a fault.</summary>
public static class CdpReader
{
    private const int HeaderBytes = 4;
    private const int TlvHeaderBytes = 4;

    /// <summary>Capabilities by their bits; two kinds of bridge have one word.</summary>
    private static readonly string[] CapabilityWords = ["router", "bridge", "source-route-bridge", "bridge", "station", "igmp", "repeater", "telephone", "remotely-managed"];

    /// <param name="packet">What follows the SNAP header, as long as the length field says.</param>
    /// <param name="discarded">TLVs that were left out because of their form.</param>
    public static DiscoveryFault Read(ReadOnlySpan<byte> packet, out HeardNeighbour? neighbour, out int discarded)
    {
        (neighbour, discarded) = (null, 0);
        if (packet.Length < HeaderBytes)
        {
            return DiscoveryFault.CdpCutShort;
        }

        if (packet[0] is not (1 or 2))
        {
            return DiscoveryFault.CdpBadVersion;
        }

        if (!CdpChecksum.Holds(packet))
        {
            return DiscoveryFault.CdpBadChecksum;
        }

        NeighbourDraft draft = new() { Ttl = packet[1] };
        ReadOnlySpan<byte> device = default;
        ReadOnlySpan<byte> port = default;
        for (ReadOnlySpan<byte> rest = packet[HeaderBytes..]; rest.Length > 0;)
        {
            if (rest.Length < TlvHeaderBytes || BinaryPrimitives.ReadUInt16BigEndian(rest[2..]) is var length && (length < TlvHeaderBytes || length > rest.Length))
            {
                return DiscoveryFault.CdpCutShort;
            }

            int type = BinaryPrimitives.ReadUInt16BigEndian(rest);
            ReadOnlySpan<byte> value = rest[TlvHeaderBytes..length];
            rest = rest[length..];
            switch (type)
            {
                case CdpTlvType.DeviceId:
                    device = value;
                    break;
                case CdpTlvType.PortId:
                    port = value;
                    break;
                default:
                    discarded += ReadOther(draft, type, value) ? 0 : 1;
                    break;
            }
        }

        if (device.Length == 0 || port.Length == 0)
        {
            return DiscoveryFault.CdpNobody;
        }

        (draft.ChassisId, draft.PortId) = (DiscoveryText.OfId(device), DiscoveryText.OfId(port));
        draft.SystemName = draft.SystemName.Length > 0 ? draft.SystemName : draft.ChassisId;
        draft.SetChassisKey(DiscoveryProtocol.Cdp, device);
        draft.SetPortKey(port);
        neighbour = draft.Finish(DiscoveryProtocol.Cdp);
        return DiscoveryFault.None;
    }

    /// <summary>False for a TLV of a wrong form. Unknown ones are no fault.</summary>
    private static bool ReadOther(NeighbourDraft draft, int type, ReadOnlySpan<byte> value)
    {
        switch (type)
        {
            case CdpTlvType.Version:
                draft.SystemDescription = DiscoveryText.Of(value);
                return true;
            case CdpTlvType.Platform:
                draft.Platform = DiscoveryText.Of(value);
                return true;
            case CdpTlvType.SystemName:
                draft.SystemName = DiscoveryText.Of(value);
                return true;
            case CdpTlvType.Addresses or CdpTlvType.ManagementAddresses:
                return ReadAddresses(draft, value);
            case CdpTlvType.Capabilities when value.Length >= 4:
                uint bits = BinaryPrimitives.ReadUInt32BigEndian(value);
                draft.Capabilities = [.. CapabilityWords.Where((_, bit) => (bits & (1u << bit)) != 0).Distinct()];
                return true;
            case CdpTlvType.NativeVlan when value.Length >= 2:
                draft.NativeVlan = BinaryPrimitives.ReadUInt16BigEndian(value) is <= 4094 and var vlan ? vlan : 0;
                return true;
            case CdpTlvType.Mtu when value.Length >= 4:
                draft.Mtu = BinaryPrimitives.ReadUInt32BigEndian(value);
                return true;
            case CdpTlvType.Capabilities or CdpTlvType.NativeVlan or CdpTlvType.Mtu:
                return false;
            default:
                return true;
        }
    }

    /// <summary>A number of addresses; each with a kind of protocol, the protocol, and its bytes, all but the kind with a length.</summary>
    private static bool ReadAddresses(NeighbourDraft draft, ReadOnlySpan<byte> value)
    {
        if (value.Length < 4)
        {
            return false;
        }

        uint count = BinaryPrimitives.ReadUInt32BigEndian(value);
        value = value[4..];
        for (; count > 0 && value.Length > 0; count--)
        {
            if (value.Length < 2 || value.Length < 2 + value[1] + 2)
            {
                return false;
            }

            ReadOnlySpan<byte> protocol = value[..(2 + value[1])];
            int length = BinaryPrimitives.ReadUInt16BigEndian(value[protocol.Length..]);
            value = value[(protocol.Length + 2)..];
            if (length > value.Length)
            {
                return false;
            }

            bool isShown = length == 4 ? protocol.SequenceEqual(CdpTlvType.IPv4) : length == 16 && protocol.SequenceEqual(CdpTlvType.IPv6);
            if (isShown)
            {
                draft.AddAddress(value[..length]);
            }

            value = value[length..];
        }

        return count == 0;
    }
}

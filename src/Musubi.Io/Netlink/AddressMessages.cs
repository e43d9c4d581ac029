using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Musubi.Io.Netlink;

/// <summary>rtnetlink's messages about IP addresses (linux/if_addr.h).</summary>
internal static class AddressMessages
{
    public const ushort New = 20;
    public const ushort Delete = 21;
    public const ushort Get = 22;

    private const int Address = 1;
    private const int Local = 2;
    private const int Broadcast = 4;
    private const int HeaderBytes = 8;
    private const byte Ipv4Family = 2;
    private const byte Ipv6Family = 10;

    /// <summary>struct ifaddrmsg and the attributes that name the address.</summary>
    public static NetlinkRequest Describe(NetlinkRequest request, AddressInfo address)
    {
        byte[] bytes = address.Address.GetAddressBytes();
        byte family = address.Address.AddressFamily == AddressFamily.InterNetwork ? Ipv4Family : Ipv6Family;
        request.Byte(family).Byte((byte)address.PrefixLength).Byte(0).Byte(address.Scope).UInt32((uint)address.InterfaceIndex)
            .Attribute(Local, bytes).Attribute(Address, bytes);
        if (family == Ipv4Family && address.PrefixLength is > 0 and < 31)
        {
            uint host = uint.MaxValue >> address.PrefixLength;
            byte[] broadcast = new byte[sizeof(uint)];
            BinaryPrimitives.WriteUInt32BigEndian(broadcast, BinaryPrimitives.ReadUInt32BigEndian(bytes) | host);
            request.Attribute(Broadcast, broadcast);
        }

        return request;
    }

    public static NetlinkRequest Everything(NetlinkRequest request) => request.Byte(0).Byte(0).Byte(0).Byte(0).UInt32(0);

    /// <summary>Null when it is no message about an address.</summary>
    public static AddressInfo? Read(in NetlinkMessage message)
    {
        if (message.Type is not (New or Delete) || message.Body.Length < HeaderBytes)
        {
            return null;
        }

        IPAddress? address = null;
        ReadOnlySpan<byte> attributes = message.Body[HeaderBytes..];
        while (NetlinkAttribute.TryTake(ref attributes, out NetlinkAttribute attribute))
        {
            // On a point-to-point link Address is the peer's; Local, where it is told, is ours.
            bool wanted = attribute.Type == Local || (attribute.Type == Address && address is null);
            if (wanted && attribute.Value.Length is (4 or 16))
            {
                address = new IPAddress(attribute.Value);
            }
        }

        int index = BinaryPrimitives.ReadInt32LittleEndian(message.Body[4..]);
        return address is null ? null : new AddressInfo(index, address, message.Body[1], message.Body[3]);
    }
}

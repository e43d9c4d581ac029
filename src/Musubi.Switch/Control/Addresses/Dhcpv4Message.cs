using System.Buffers.Binary;

namespace Musubi.Switch.Control.Addresses;

/// <summary>What address snooping asks of a DHCP message (RFC 2131, 2132).</summary>
public readonly record struct Dhcpv4Message
{
    private const int FixedBytes = 236;
    private const uint MagicCookie = 0x6382_5363;
    private const ulong EthernetHardware = 0x01_06;
    private const int ServerNameAt = 44;
    private const int FileAt = 108;

    private const byte Pad = 0;
    private const byte End = 255;
    private const byte RequestedOption = 50;
    private const byte LeaseOption = 51;
    private const byte OverloadOption = 52;
    private const byte TypeOption = 53;

    public bool IsReply { get; private init; }

    public Dhcpv4Type Type { get; private init; }

    public uint Transaction { get; private init; }

    /// <summary>The client's address as it says itself (ciaddr); 0 for none.</summary>
    public uint Client { get; private init; }

    /// <summary>The client's address as the server says (yiaddr); 0 for none.</summary>
    public uint Yours { get; private init; }

    /// <summary>The client's MAC (chaddr).</summary>
    public ulong Hardware { get; private init; }

    /// <summary>The address that the client asks for, in an option; 0 for none.</summary>
    public uint Requested { get; private init; }

    /// <summary>Seconds, <see cref="uint.MaxValue"/> for ever; null where it says nothing of a lease.</summary>
    public uint? Lease { get; private init; }

    /// <summary>False for anything that is no whole DHCP message of an Ethernet client. Total, and bounded by the bytes.</summary>
    /// <param name="bytes">What UDP carries.</param>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out Dhcpv4Message message)
    {
        message = default;
        if (bytes.Length < FixedBytes + sizeof(uint)
            || BinaryPrimitives.ReadUInt16BigEndian(bytes[1..]) != EthernetHardware
            || bytes[0] is not (1 or 2)
            || BinaryPrimitives.ReadUInt32BigEndian(bytes[FixedBytes..]) != MagicCookie)
        {
            return false;
        }

        Options options = default;
        if (!options.Read(bytes[(FixedBytes + sizeof(uint))..])
            || ((options.Overload & 1) != 0 && !options.Read(bytes[FileAt..FixedBytes]))
            || ((options.Overload & 2) != 0 && !options.Read(bytes[ServerNameAt..FileAt])))
        {
            return false;
        }

        message = new Dhcpv4Message
        {
            IsReply = bytes[0] == 2,
            Type = options.Type,
            Transaction = BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]),
            Client = BinaryPrimitives.ReadUInt32BigEndian(bytes[12..]),
            Yours = BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]),
            Hardware = BinaryPrimitives.ReadUInt64BigEndian(bytes[26..]) << 16 >> 16,
            Requested = options.Requested,
            Lease = options.Lease,
        };
        return message.Type != Dhcpv4Type.None;
    }

    /// <summary>Of an option that stands there twice the first counts.</summary>
    private struct Options
    {
        public Dhcpv4Type Type;
        public uint Requested;
        public uint? Lease;
        public byte Overload;

        /// <summary>False when an option leaves the field.</summary>
        public bool Read(ReadOnlySpan<byte> field)
        {
            while (!field.IsEmpty && field[0] != End)
            {
                if (field[0] == Pad)
                {
                    field = field[1..];
                    continue;
                }

                if (field.Length < 2 || field.Length < 2 + field[1])
                {
                    return false;
                }

                Note(field[0], field.Slice(2, field[1]));
                field = field[(2 + field[1])..];
            }

            return true;
        }

        private void Note(byte option, ReadOnlySpan<byte> value)
        {
            switch (option)
            {
                case TypeOption when value.Length == 1 && Type == Dhcpv4Type.None:
                    Type = (Dhcpv4Type)value[0];
                    break;
                case RequestedOption when value.Length == sizeof(uint) && Requested == 0:
                    Requested = BinaryPrimitives.ReadUInt32BigEndian(value);
                    break;
                case LeaseOption when value.Length == sizeof(uint):
                    Lease ??= BinaryPrimitives.ReadUInt32BigEndian(value);
                    break;
                case OverloadOption when value.Length == 1 && Overload == 0:
                    Overload = value[0];
                    break;
            }
        }
    }
}

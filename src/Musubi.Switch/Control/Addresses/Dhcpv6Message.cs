using System.Buffers.Binary;
using Musubi.Switch.Forwarding.Guarding;

namespace Musubi.Switch.Control.Addresses;

/// <summary>What address snooping asks of a DHCPv6 message between a client and a server or relay (RFC 8415).</summary>
public readonly ref struct Dhcpv6Message
{
    private const int HeaderBytes = 4;
    private const int OptionBytes = 4;

    private const ushort IdentityOption = 3;
    private const ushort TemporaryOption = 4;
    private const ushort AddressOption = 5;
    private const ushort StatusOption = 13;
    private const ushort DelegationOption = 25;
    private const ushort PrefixOption = 26;

    private const int IdentityBytes = 12;
    private const int TemporaryBytes = 4;
    private const int AddressBytes = 24;
    private const int PrefixBytes = 25;

    private readonly ReadOnlySpan<byte> _options;

    private Dhcpv6Message(Dhcpv6Type type, uint transaction, ReadOnlySpan<byte> options)
    {
        (Type, Transaction) = (type, transaction);
        _options = options;
    }

    public Dhcpv6Type Type { get; }

    /// <summary>24 bits.</summary>
    public uint Transaction { get; }

    /// <summary>False for what is no whole message. Total, and bounded by the bytes.</summary>
    /// <param name="bytes">What UDP carries.</param>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out Dhcpv6Message message)
    {
        message = default;
        if (bytes.Length < HeaderBytes || !AreWhole(bytes[HeaderBytes..]))
        {
            return false;
        }

        message = new Dhcpv6Message((Dhcpv6Type)bytes[0], BinaryPrimitives.ReadUInt32BigEndian(bytes) & 0xff_ffff, bytes[HeaderBytes..]);
        return true;
    }

    /// <summary>The addresses and prefixes that the message speaks of, as many as there is room for, without those that it says went wrong.</summary>
    public int ReadLeases(Span<Dhcpv6Lease> leases)
    {
        int count = 0;
        for (ReadOnlySpan<byte> rest = _options; TryTake(ref rest, out ushort option, out ReadOnlySpan<byte> value);)
        {
            int before = option switch
            {
                IdentityOption or DelegationOption => IdentityBytes,
                TemporaryOption => TemporaryBytes,
                _ => int.MaxValue,
            };
            if (value.Length >= before)
            {
                ReadInner(value[before..], leases, ref count);
            }
        }

        return count;
    }

    private static void ReadInner(ReadOnlySpan<byte> rest, Span<Dhcpv6Lease> leases, ref int count)
    {
        while (count < leases.Length && TryTake(ref rest, out ushort option, out ReadOnlySpan<byte> value))
        {
            if (option == AddressOption && value.Length >= AddressBytes && Succeeded(value[AddressBytes..]))
            {
                leases[count++] = new Dhcpv6Lease(AddressKey.Read(value[..16]), AddressKey.Bits, BinaryPrimitives.ReadUInt32BigEndian(value[20..]));
            }
            else if (option == PrefixOption && value.Length >= PrefixBytes && value[8] <= AddressKey.Bits && Succeeded(value[PrefixBytes..]))
            {
                leases[count++] = new Dhcpv6Lease(AddressKey.Read(value.Slice(9, 16)).First(value[8]), value[8], BinaryPrimitives.ReadUInt32BigEndian(value[4..]));
            }
        }
    }

    /// <summary>Without a status, or with that of success.</summary>
    private static bool Succeeded(ReadOnlySpan<byte> rest)
    {
        while (TryTake(ref rest, out ushort option, out ReadOnlySpan<byte> value))
        {
            if (option == StatusOption)
            {
                return value.Length >= sizeof(ushort) && BinaryPrimitives.ReadUInt16BigEndian(value) == 0;
            }
        }

        return true;
    }

    private static bool AreWhole(ReadOnlySpan<byte> rest)
    {
        while (TryTake(ref rest, out _, out _))
        {
        }

        return rest.IsEmpty;
    }

    private static bool TryTake(ref ReadOnlySpan<byte> rest, out ushort option, out ReadOnlySpan<byte> value)
    {
        option = 0;
        value = default;
        if (rest.Length < OptionBytes)
        {
            return false;
        }

        int length = BinaryPrimitives.ReadUInt16BigEndian(rest[2..]);
        if (rest.Length < OptionBytes + length)
        {
            return false;
        }

        option = BinaryPrimitives.ReadUInt16BigEndian(rest);
        value = rest.Slice(OptionBytes, length);
        rest = rest[(OptionBytes + length)..];
        return true;
    }
}

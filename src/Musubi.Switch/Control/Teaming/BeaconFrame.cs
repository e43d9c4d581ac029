using System.Buffers.Binary;
using System.Security.Cryptography;
using Musubi.Switch.Forwarding.Punting;

namespace Musubi.Switch.Control.Teaming;

/// <summary>
/// What a beacon holds, behind the EtherType <see cref="ProtocolAddresses.BeaconEtherType"/>: a mark, the data plane that sent it, the round, the
/// ids of switch and uplink port, and a code over all of it with a key that only this process has. So nobody else can make one; a
/// copy of one counts in its own round and the two after it only.
/// </summary>
public sealed class BeaconFrame
{
    public const int Bytes = 72;
    public const int KeyBytes = 32;

    private const int OriginAt = BeaconMark.Bytes;
    private const int RoundAt = OriginAt + sizeof(ulong);
    private const int SwitchAt = RoundAt + sizeof(long);
    private const int UplinkAt = SwitchAt + GuidBytes;
    private const int CodeAt = UplinkAt + GuidBytes;
    private const int GuidBytes = 16;

    private readonly byte[] _key;

    /// <param name="origin">Random: tells this data plane's beacons from those of others.</param>
    /// <param name="key"><see cref="KeyBytes"/> random bytes.</param>
    public BeaconFrame(ulong origin, byte[] key)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(key.Length, KeyBytes, nameof(key));
        (Origin, _key) = (origin, key);
    }

    public ulong Origin { get; }

    /// <summary>Fills <see cref="Bytes"/>.</summary>
    public void Write(Span<byte> payload, Guid switchId, Guid uplink, long round)
    {
        payload = payload[..Bytes];
        BeaconMark.Write(payload, Origin);
        BinaryPrimitives.WriteInt64BigEndian(payload[RoundAt..], round);
        switchId.TryWriteBytes(payload[SwitchAt..], bigEndian: true, out _);
        uplink.TryWriteBytes(payload[UplinkAt..], bigEndian: true, out _);
        Code(payload, payload[CodeAt..]);
    }

    /// <summary>False for anything that this data plane did not write.</summary>
    public bool TryRead(ReadOnlySpan<byte> payload, out Guid switchId, out Guid uplink, out long round)
    {
        (switchId, uplink, round) = (Guid.Empty, Guid.Empty, 0);
        if (payload.Length < Bytes || !BeaconMark.IsBeacon(payload) || BeaconMark.Origin(payload) != Origin)
        {
            return false;
        }

        Span<byte> code = stackalloc byte[Bytes - CodeAt];
        Code(payload, code);
        if (!CryptographicOperations.FixedTimeEquals(code, payload[CodeAt..Bytes]))
        {
            return false;
        }

        round = BinaryPrimitives.ReadInt64BigEndian(payload[RoundAt..]);
        switchId = new Guid(payload.Slice(SwitchAt, GuidBytes), bigEndian: true);
        uplink = new Guid(payload.Slice(UplinkAt, GuidBytes), bigEndian: true);
        return true;
    }

    /// <summary>
    /// A MAC to send an uplink's beacons from: its own, from the local range, and no vNIC's but by a chance of one in 2^46. Physical switches learn it.
    /// </summary>
    public static ulong SourceOf(Guid uplink)
    {
        Span<byte> id = stackalloc byte[GuidBytes];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        uplink.TryWriteBytes(id, bigEndian: true, out _);
        SHA256.HashData(id, hash);
        ulong mac = BinaryPrimitives.ReadUInt64BigEndian(hash) >> 16;
        return (mac & ~0x0300_0000_0000UL) | 0x0200_0000_0000;
    }

    private void Code(ReadOnlySpan<byte> payload, Span<byte> code)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, payload[..CodeAt], hash);
        hash[..(Bytes - CodeAt)].CopyTo(code);
    }
}

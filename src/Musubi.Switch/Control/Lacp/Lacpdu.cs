using System.Buffers.Binary;

namespace Musubi.Switch.Control.Lacp;

/// <summary>A LACPDU (802.1AX-2014, 6.4.2): what a side says of itself and of the other. Reading is total: what is none gives false.</summary>
/// <param name="Actor">Who sends.</param>
/// <param name="Partner">What the sender has heard of whom it sends to.</param>
public readonly record struct Lacpdu(LacpParty Actor, LacpParty Partner)
{
    /// <summary>Behind the Ethernet header, all of version 1.</summary>
    public const int Bytes = 110;

    public const byte Subtype = 1;

    private const byte Version = 1;
    private const byte ActorType = 1;
    private const byte PartnerType = 2;
    private const byte CollectorType = 3;
    private const byte PartyBytes = 20;
    private const byte CollectorBytes = 16;
    private const int ActorOffset = 2;
    private const int PartnerOffset = ActorOffset + PartyBytes;
    private const int CollectorOffset = PartnerOffset + PartyBytes;

    /// <summary>Versions, types and reserved bytes are not judged, as later versions may differ in them (6.4.12); lengths are.</summary>
    /// <param name="payload">From the subtype on.</param>
    public static bool TryRead(ReadOnlySpan<byte> payload, out Lacpdu read)
    {
        read = default;
        if (payload.Length < Bytes || payload[0] != Subtype || payload[ActorOffset + 1] != PartyBytes || payload[PartnerOffset + 1] != PartyBytes)
        {
            return false;
        }

        read = new Lacpdu(ReadParty(payload[ActorOffset..]), ReadParty(payload[PartnerOffset..]));
        return true;
    }

    /// <summary>Writes <see cref="Bytes"/>.</summary>
    public void Write(Span<byte> payload)
    {
        payload[..Bytes].Clear();
        payload[0] = Subtype;
        payload[1] = Version;
        WriteParty(payload[ActorOffset..], ActorType, Actor);
        WriteParty(payload[PartnerOffset..], PartnerType, Partner);
        // We collect at once: no delay to tell.
        payload[CollectorOffset] = CollectorType;
        payload[CollectorOffset + 1] = CollectorBytes;
    }

    private static LacpParty ReadParty(ReadOnlySpan<byte> from) => new(
        BinaryPrimitives.ReadUInt16BigEndian(from[2..]),
        BinaryPrimitives.ReadUInt64BigEndian(from[2..]) & 0xffff_ffff_ffff,
        BinaryPrimitives.ReadUInt16BigEndian(from[10..]),
        BinaryPrimitives.ReadUInt16BigEndian(from[12..]),
        BinaryPrimitives.ReadUInt16BigEndian(from[14..]),
        (LacpFlags)from[16]);

    private static void WriteParty(Span<byte> to, byte type, in LacpParty party)
    {
        to[0] = type;
        to[1] = PartyBytes;
        BinaryPrimitives.WriteUInt64BigEndian(to[2..], ((ulong)party.SystemPriority << 48) | party.System);
        BinaryPrimitives.WriteUInt16BigEndian(to[10..], party.Key);
        BinaryPrimitives.WriteUInt16BigEndian(to[12..], party.PortPriority);
        BinaryPrimitives.WriteUInt16BigEndian(to[14..], party.Port);
        to[16] = (byte)party.State;
    }
}

using System.Buffers.Binary;

namespace Musubi.Switch.Forwarding.Punting;

/// <summary>What workers look at in a frame with the EtherType of beacons: whether it is one, and of which data plane.</summary>
public static class BeaconMark
{
    /// <summary>Of the mark alone.</summary>
    public const int Bytes = sizeof(ulong);

    /// <summary>"musubi" and the version of the format.</summary>
    private const ulong Mark = 0x6D75_7375_6269_0001;

    /// <param name="payload">Behind the EtherType.</param>
    public static bool IsBeacon(ReadOnlySpan<byte> payload) => payload.Length >= Bytes + sizeof(ulong) && BinaryPrimitives.ReadUInt64BigEndian(payload) == Mark;

    /// <summary>A number of the data plane that sent it.</summary>
    /// <param name="payload">Of a beacon.</param>
    public static ulong Origin(ReadOnlySpan<byte> payload) => BinaryPrimitives.ReadUInt64BigEndian(payload[Bytes..]);

    public static void Write(Span<byte> payload, ulong origin)
    {
        BinaryPrimitives.WriteUInt64BigEndian(payload, Mark);
        BinaryPrimitives.WriteUInt64BigEndian(payload[Bytes..], origin);
    }
}

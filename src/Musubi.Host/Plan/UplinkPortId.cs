using System.Security.Cryptography;
using System.Text;

namespace Musubi.Host.Plan;

/// <summary>Uplink ports are made by the agent: their ids follow from switch, host and uplink name, so that counters go on.</summary>
public static class UplinkPortId
{
    public static Guid Of(Guid switchId, Guid hostId, string uplink)
    {
        byte[] hash = SHA256.HashData([.. switchId.ToByteArray(bigEndian: true), .. hostId.ToByteArray(bigEndian: true), .. Encoding.UTF8.GetBytes(uplink)]);
        Span<byte> id = hash.AsSpan(0, 16);
        // RFC 9562, 5.8: version 8, an id by a scheme of one's own.
        id[6] = (byte)((id[6] & 0x0f) | 0x80);
        id[8] = (byte)((id[8] & 0x3f) | 0x80);
        return new Guid(id, bigEndian: true);
    }
}

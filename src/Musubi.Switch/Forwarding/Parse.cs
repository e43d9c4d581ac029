using System.Buffers.Binary;
using Musubi.Io.Ports;
using Musubi.Io.Virtio;

namespace Musubi.Switch.Forwarding;

/// <summary>First stage: from bytes to columns. Drops what is no frame. The bytes of the header are not looked at again.</summary>
internal static class Parse
{
    internal const int HeaderBytes = 14;
    internal const int TagBytes = 4;
    internal const ushort CustomerTag = 0x8100;

    private const ushort ProviderTag = 0x88a8;
    private const int VlanMask = 0x0fff;
    private const int PriorityMask = 0xf000;

    public static void Run(in FrameBatch batch)
    {
        for (int i = 0; i < batch.Count; i++)
        {
            batch.Drop[i] = ParseFrame(in batch, i);
        }
    }

    private static DropReason ParseFrame(in FrameBatch batch, int i)
    {
        ref readonly ReceivedFrame frame = ref batch.Frames[i];
        ReadOnlySpan<byte> bytes = frame.Data.Span;
        if (bytes.Length < HeaderBytes)
        {
            return DropReason.Runt;
        }

        batch.Destination[i] = ReadAddress(bytes);
        batch.Source[i] = ReadAddress(bytes[6..]);
        if (frame.Truncated)
        {
            return DropReason.Giant;
        }

        DropReason reason = ParseTag(in batch, i, bytes, frame.StrippedTag);
        return reason != DropReason.None ? reason
            : IsOffloadValid(frame.Offload, bytes.Length, batch.PayloadOffset[i]) ? DropReason.None
            : DropReason.BadOffload;
    }

    private static DropReason ParseTag(in FrameBatch batch, int i, ReadOnlySpan<byte> bytes, uint strippedTag)
    {
        ushort etherType = BinaryPrimitives.ReadUInt16BigEndian(bytes[12..]);
        int tci = 0;
        int payload = HeaderBytes;
        if (strippedTag != 0)
        {
            // The kernel took the outermost tag out; a tag in the bytes is an inner one, and so payload.
            if (strippedTag >> 16 != CustomerTag)
            {
                return DropReason.ProviderTag;
            }

            tci = (int)(strippedTag & 0xffff);
        }
        else if (etherType == CustomerTag)
        {
            payload += TagBytes;
            if (bytes.Length < payload)
            {
                return DropReason.Runt;
            }

            tci = BinaryPrimitives.ReadUInt16BigEndian(bytes[14..]);
            etherType = BinaryPrimitives.ReadUInt16BigEndian(bytes[16..]);
        }
        else if (etherType == ProviderTag)
        {
            return DropReason.ProviderTag;
        }

        bool tagged = strippedTag != 0 || payload != HeaderBytes;
        if (tagged && (tci & VlanMask) == 0 && etherType is CustomerTag or ProviderTag)
        {
            return DropReason.NestedTag;
        }

        batch.EtherType[i] = etherType;
        batch.Vlan[i] = (ushort)(tci & VlanMask);
        batch.Priority[i] = (ushort)(tci & PriorityMask);
        batch.PayloadOffset[i] = (byte)payload;
        return DropReason.None;
    }

    /// <summary>
    /// virtio 1.2, 5.1.6.2: what the header points at must lie in the frame, behind the Ethernet header, and must still be
    /// expressible when a tag is added: an offset that wrapped round would have the checksum written over the addresses.
    /// </summary>
    private static bool IsOffloadValid(in VirtioNetHeader offload, int length, int payload)
    {
        bool checksum = (offload.Flags & VirtioNetHeader.NeedsChecksum) != 0;
        if (checksum && (offload.ChecksumStart < payload
            || offload.ChecksumStart > ushort.MaxValue - TagBytes
            || offload.ChecksumStart + offload.ChecksumOffset + 2 > length))
        {
            return false;
        }

        if (offload.HeaderLength > length)
        {
            return false;
        }

        return offload.GsoType switch
        {
            VirtioNetHeader.GsoNone => true,
            VirtioNetHeader.GsoTcp4 or VirtioNetHeader.GsoTcp6 or VirtioNetHeader.GsoUdpL4
                or (VirtioNetHeader.GsoTcp4 | VirtioNetHeader.GsoEcn) or (VirtioNetHeader.GsoTcp6 | VirtioNetHeader.GsoEcn) => checksum && offload.GsoSize != 0,
            _ => false,
        };
    }

    private static ulong ReadAddress(ReadOnlySpan<byte> bytes) =>
        ((ulong)BinaryPrimitives.ReadUInt16BigEndian(bytes) << 32) | BinaryPrimitives.ReadUInt32BigEndian(bytes[2..]);
}

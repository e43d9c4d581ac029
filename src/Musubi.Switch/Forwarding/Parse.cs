using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Musubi.Io.Offload;
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

    /// <summary>Returns whether a frame of the batch may be for a group: when not, nobody needs to look.</summary>
    public static bool Run(in FrameBatch batch)
    {
        ulong destinations = 0;
        for (int i = 0; i < batch.Frames.Length; i++)
        {
            batch.Drop[i] = TryParsePlain(in batch, i) ? DropReason.None : ParseFrame(in batch, i);
            destinations |= batch.Destination[i];
        }

        return MacKinds.IsGroup(destinations);
    }

    /// <summary>Most frames: in one piece, without a tag, with nothing left to do for a NIC. What it reads of others is read again.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryParsePlain(in FrameBatch batch, int i)
    {
        ref readonly ReceivedFrame frame = ref batch.Frames[i];
        ReadOnlySpan<byte> bytes = frame.Data.Span;
        if (bytes.Length < HeaderBytes || frame.Truncated || frame.StrippedTag != 0 || !frame.Offload.IsPlain)
        {
            return false;
        }

        ushort etherType = BinaryPrimitives.ReadUInt16BigEndian(bytes[12..]);
        batch.Destination[i] = BinaryPrimitives.ReadUInt64BigEndian(bytes) >> 16;
        batch.Source[i] = BinaryPrimitives.ReadUInt64BigEndian(bytes[6..]) >> 16;
        batch.EtherType[i] = etherType;
        batch.Vlan[i] = 0;
        batch.Priority[i] = 0;
        batch.PayloadOffset[i] = HeaderBytes;
        return etherType is not (CustomerTag or ProviderTag);
    }

    private static DropReason ParseFrame(in FrameBatch batch, int i)
    {
        ref readonly ReceivedFrame frame = ref batch.Frames[i];
        ReadOnlySpan<byte> bytes = frame.Data.Span;
        if (bytes.Length < HeaderBytes)
        {
            return DropReason.Runt;
        }

        batch.Destination[i] = BinaryPrimitives.ReadUInt64BigEndian(bytes) >> 16;
        batch.Source[i] = BinaryPrimitives.ReadUInt64BigEndian(bytes[6..]) >> 16;
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
    /// expressible when a tag is added: an offset that wrapped round would have the checksum written over the addresses. A few bytes must not become thousands
    /// of frames, whoever makes them: nobody else would be served meanwhile.
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
                or (VirtioNetHeader.GsoTcp4 | VirtioNetHeader.GsoEcn) or (VirtioNetHeader.GsoTcp6 | VirtioNetHeader.GsoEcn) => checksum && offload.GsoSize * SoftwareSegmenter.MaxSegments >= length,
            _ => false,
        };
    }
}

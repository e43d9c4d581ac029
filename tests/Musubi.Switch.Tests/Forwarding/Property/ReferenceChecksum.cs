using Musubi.Io.Virtio;
using Musubi.Switch.Forwarding;

namespace Musubi.Switch.Tests.Forwarding.Property;

/// <summary>Where a sender has a checksum written by others: not into what is judged of the frame, but for a transport header's own field.</summary>
public static class ReferenceChecksum
{
    private const int Looked = 108;

    public static DropReason Judge(ReferenceFrame frame) => IsHarmless(frame) ? DropReason.None : DropReason.BadOffload;

    private static bool IsHarmless(ReferenceFrame frame)
    {
        VirtioNetHeader offload = frame.Offload;
        if ((offload.Flags & VirtioNetHeader.NeedsChecksum) == 0)
        {
            return true;
        }

        ReferencePacket packet = ReferencePacket.Read(frame.Rest);
        int start = offload.ChecksumStart - frame.ReceivedHeader;
        int written = start + offload.ChecksumOffset;
        if (packet.TransportAt is not { } transport)
        {
            bool isOfNobody = packet is { EtherType: not (0x0800 or 0x0806 or 0x86dd), IsUnreadable: false } && !frame.IsToBeSegmented;
            return written >= (isOfNobody ? Math.Min(packet.LogicalAt + 28, Looked) : Looked);
        }

        // Of messages, and of requests to a DHCP server, everything is judged.
        (int? field, int judged) = packet.Protocol switch
        {
            6 => ((int?)16, 20),
            17 => (6, packet.DestinationPort == 67 ? Looked : 8),
            136 => (6, 8),
            33 => (6, 12),
            132 => (8, 12),
            1 when !packet.IsIpv6 => (2, Looked),
            2 when !packet.IsIpv6 => (2, Looked),
            58 when packet.IsIpv6 => (2, Looked),
            _ => (null, 0),
        };
        bool isOwnField = written == transport + field;
        bool isOfItsKind = packet.Protocol == (offload.GsoType == VirtioNetHeader.GsoUdpL4 ? 17 : 6);
        return frame.IsToBeSegmented ? isOwnField && start == transport && isOfItsKind : isOwnField || written >= transport + judged;
    }
}

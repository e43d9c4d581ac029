namespace Musubi.Io.Netlink;

/// <summary>What a NIC does for frames that stands in the way of AF_XDP. All but the first are ETH_FLAG bits of linux/ethtool.h.</summary>
[Flags]
public enum NicOffloads : uint
{
    None = 0,

    /// <summary>Frames are sent with checksums that the NIC is to fill in; without it nothing is segmented by the NIC either.</summary>
    TransmitChecksum = 1,

    /// <summary>Tags are sent apart from the frame's bytes.</summary>
    TransmitVlan = 1 << 7,

    /// <summary>Tags are taken out of received frames.</summary>
    ReceiveVlan = 1 << 8,

    /// <summary>Received frames are merged into larger ones.</summary>
    LargeReceive = 1 << 15,

    Flags = TransmitVlan | ReceiveVlan | LargeReceive,
}

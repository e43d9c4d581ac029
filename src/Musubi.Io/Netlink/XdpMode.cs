namespace Musubi.Io.Netlink;

/// <summary>Where a NIC's XDP program runs (XDP_ATTACHED of linux/if_link.h).</summary>
public enum XdpMode
{
    None = 0,

    /// <summary>In the driver ("native").</summary>
    Driver = 1,

    /// <summary>Before the host's stack, behind the kernel's own frame buffers ("generic").</summary>
    Stack = 2,
}

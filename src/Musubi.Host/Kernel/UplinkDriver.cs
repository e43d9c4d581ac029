namespace Musubi.Host.Kernel;

/// <summary>How NICs are opened as uplinks.</summary>
public enum UplinkDriver
{
    /// <summary>AF_XDP where the driver of a real NIC runs the program itself, else AF_PACKET.</summary>
    Auto,

    /// <summary>AF_XDP, before the host's stack where the driver cannot; AF_PACKET where neither goes.</summary>
    AfXdp,

    AfPacket,
}

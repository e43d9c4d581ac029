namespace Musubi.Switch.Tests.Forwarding.Property;

/// <summary>The addresses of the generated worlds: few, so that frames find their ports and ports get into each other's way.</summary>
internal static class MacPool
{
    public const ulong Broadcast = 0xffff_ffff_ffff;

    /// <summary>Addresses that guests take; one of them was given to the first port of the first switch.</summary>
    public static readonly ulong[] Taken = [0x02_aa_00_00_00_01, 0x02_aa_00_00_00_02, Configured(1, 0)];

    /// <summary>Addresses of the outside.</summary>
    public static readonly ulong[] Outside = [0x3c_00_00_00_00_01, 0x3c_00_00_00_00_02, 0x3c_00_00_00_00_03];

    /// <summary>Addresses behind guests that bridge; one of them is also an outside one.</summary>
    public static readonly ulong[] Nested = [0x06_00_00_00_00_01, 0x06_00_00_00_00_02, 0x06_00_00_00_00_03, 0x06_00_00_00_00_04, Outside[0]];

    public static readonly ulong[] Groups = [0x01_00_5e_00_00_01, 0x33_33_00_00_00_01, 0x01_80_c2_00_00_10, 0x01_80_c1_00_00_00];

    /// <summary>IP groups that ports ask for: two pairs with one MAC each, one of a group that all get, and IPv6.</summary>
    public static readonly string[] IpGroups = ["239.1.1.1", "238.129.1.1", "239.1.1.2", "224.0.0.251", "224.128.0.251", "ff05::7", "ff08::7", "ff02::7", "ff05::8"];

    public static readonly string[] IpSources = ["10.0.0.5", "10.0.0.6", "2001:db8::5", "2001:db8::6"];

    /// <summary>Where switches speak to switches.</summary>
    public static readonly ulong[] Protocols = [0x01_80_c2_00_00_00, 0x01_80_c2_00_00_02, 0x01_80_c2_00_00_02, 0x01_80_c2_00_00_03, 0x01_80_c2_00_00_0e, 0x01_00_0c_cc_cc_cc, Broadcast];

    public static ulong Configured(uint switchKey, int number) => 0x02_00_00_00_00_00 | ((ulong)switchKey << 8) | (uint)number;
}

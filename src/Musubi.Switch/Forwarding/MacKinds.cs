namespace Musubi.Switch.Forwarding;

/// <summary>Kinds of 48-bit addresses (IEEE 802, 8.2).</summary>
internal static class MacKinds
{
    public const ulong Broadcast = 0xffff_ffff_ffff;
    private const ulong GroupBit = 0x0100_0000_0000;

    public static bool IsGroup(ulong address) => (address & GroupBit) != 0;

    public static bool IsBroadcast(ulong address) => address == Broadcast;

    public static bool IsMulticast(ulong address) => IsGroup(address) && address != Broadcast;
}

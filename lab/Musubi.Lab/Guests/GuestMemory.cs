namespace Musubi.Lab.Guests;

/// <summary>How much memory a QEMU guest is given.</summary>
internal static class GuestMemory
{
    private const int KibibytesAside = 8;

    /// <summary>
    /// As QEMU's arguments take it: a little more than was asked for, so that it is no multiple of 64 pages. Of memory that is one, QEMU before
    /// 9.0 collects the pages an emulated guest has written by a shortcut that does not tell the emulator, whose later writes to them go unmarked:
    /// a live migration leaves them behind, and the guest dies of it where it arrives (mended in QEMU by commit 03bfc2188f06, "physmem: Fix
    /// migration dirty bitmap coherency with TCG memory access", which Debian's 7.2 does not have).
    /// </summary>
    public static string Of(int megabytes) => $"{(megabytes * 1024) + KibibytesAside}K";
}

using System.Runtime.CompilerServices;

namespace Musubi.Io.Vhost;

/// <summary>
/// Where a guest's memory lies in this process: an immutable table over <see cref="GuestRegion"/>s, which it does not own. Every
/// address that comes from a guest goes through here, with its length, once. Any thread.
/// </summary>
public sealed class GuestMemory
{
    /// <summary>Regions, at most: what one memory slot message after another can add (vhost-user, CONFIGURE_MEM_SLOTS).</summary>
    public const int MostRegions = 64;

    private readonly Window[] _guest;
    private readonly Window[] _user;

    /// <param name="regions">At most <see cref="MostRegions"/>, of which no two overlap.</param>
    /// <exception cref="GuestMemoryException">Too many, or two of them overlap.</exception>
    public GuestMemory(IReadOnlyList<GuestRegion> regions)
    {
        if (regions.Count > MostRegions)
        {
            throw new GuestMemoryException($"{regions.Count} regions; at most {MostRegions} are served");
        }

        _guest = [.. regions.Select(region => new Window(region.GuestAddress, region.Bytes, region.Host))];
        _user = [.. regions.Select(region => new Window(region.UserAddress, region.Bytes, region.Host))];
        RefuseOverlap(_guest, "guest");
        RefuseOverlap(_user, "front end");
    }

    public static GuestMemory Empty { get; } = new([]);

    /// <summary>The address here of guest-physical bytes that lie within one region; 0 when they do not.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal nint FromGuest(ulong address, uint length) => Find(_guest, address, length);

    /// <summary>The same for addresses of the front end, in which rings are given.</summary>
    internal nint FromUser(ulong address, uint length) => Find(_user, address, length);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint Find(Window[] windows, ulong address, uint length)
    {
        foreach (ref readonly Window window in windows.AsSpan())
        {
            // Below the window's start the difference wraps to more than any region has.
            ulong offset = address - window.Start;
            if (offset < window.Bytes && length <= window.Bytes - offset)
            {
                return window.Host + (nint)offset;
            }
        }

        return 0;
    }

    private static void RefuseOverlap(Window[] windows, string side)
    {
        Window[] sorted = [.. windows.OrderBy(window => window.Start)];
        for (int i = 1; i < sorted.Length; i++)
        {
            if (sorted[i].Start - sorted[i - 1].Start < sorted[i - 1].Bytes)
            {
                throw new GuestMemoryException($"two regions overlap at {side} address 0x{sorted[i].Start:x}");
            }
        }
    }

    private readonly record struct Window(ulong Start, ulong Bytes, nint Host);
}

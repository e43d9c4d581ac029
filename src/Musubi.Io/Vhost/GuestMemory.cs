namespace Musubi.Io.Vhost;

/// <summary>
/// Where a guest's memory lies in this process: an immutable table over <see cref="GuestRegion"/>s, which it does not own. Every
/// address that comes from a guest goes through here, with its length, once. Any thread.
/// </summary>
public sealed class GuestMemory
{
    /// <summary>Regions, at most: what one memory slot message after another can add (vhost-user, CONFIGURE_MEM_SLOTS).</summary>
    public const int MostRegions = 64;

    private readonly GuestWindow[] _guest;
    private readonly GuestWindow[] _user;

    /// <param name="regions">At most <see cref="MostRegions"/>, of which no two overlap.</param>
    /// <exception cref="GuestMemoryException">Too many, or two of them overlap.</exception>
    public GuestMemory(IReadOnlyList<GuestRegion> regions)
    {
        if (regions.Count > MostRegions)
        {
            throw new GuestMemoryException($"{regions.Count} regions; at most {MostRegions} are served");
        }

        _guest = [.. regions.Select(region => new GuestWindow(region.GuestAddress, region.Bytes, region.Host))];
        _user = [.. regions.Select(region => new GuestWindow(region.UserAddress, region.Bytes, region.Host))];
        RefuseOverlap(_guest, "guest");
        RefuseOverlap(_user, "front end");
    }

    public static GuestMemory Empty { get; } = new([]);

    /// <summary>The address here of guest-physical bytes that lie within one region; 0 when they do not.</summary>
    internal nint FromGuest(ulong address, uint length) => Find(_guest, address, length, out _);

    /// <summary>The same, and the window that they lie in: whoever asks often looks there first.</summary>
    internal nint FromGuest(ulong address, uint length, ref GuestWindow window)
    {
        nint host = Find(_guest, address, length, out int index);
        if (host != 0)
        {
            window = _guest[index];
        }

        return host;
    }

    /// <summary>The same for addresses of the front end, in which rings are given.</summary>
    internal nint FromUser(ulong address, uint length) => Find(_user, address, length, out _);

    /// <summary>The guest-physical address of bytes at an address of the front end, for the dirty log; 0 when they do not lie within one region.</summary>
    internal ulong GuestAddressOf(ulong user, uint length) =>
        Find(_user, user, length, out int index) == 0 ? 0 : _guest[index].Start + (user - _user[index].Start);

    private static nint Find(GuestWindow[] windows, ulong address, uint length, out int index)
    {
        for (index = 0; index < windows.Length; index++)
        {
            nint host = windows[index].Find(address, length);
            if (host != 0)
            {
                return host;
            }
        }

        return 0;
    }

    private static void RefuseOverlap(GuestWindow[] windows, string side)
    {
        GuestWindow[] sorted = [.. windows.OrderBy(window => window.Start)];
        for (int i = 1; i < sorted.Length; i++)
        {
            if (sorted[i].Start - sorted[i - 1].Start < sorted[i - 1].Bytes)
            {
                throw new GuestMemoryException($"two regions overlap at {side} address 0x{sorted[i].Start:x}");
            }
        }
    }
}

using Musubi.Io.Memory;
using Musubi.Io.Native;
using Musubi.Io.Vhost.Protocol;

namespace Musubi.Io.Vhost.Session;

/// <summary>
/// The regions of guest memory that a front end has shared, and the dirty log over them, mapped and watched for being cut
/// short. Control thread; changed only while no worker can hold an address in it.
/// </summary>
internal sealed class GuestMemoryTable(bool allowUnsealed) : IDisposable
{
    /// <summary>2 TiB: all front ends share the 128 TiB of addresses that the process has, and none may use them up.</summary>
    private const ulong MostMappedBytes = 1UL << 41;

    private readonly List<WatchedRegion> _regions = [];
    private readonly MemoryGuard _guard = new();
    private int _logWatch = -1;

    public GuestMemory Memory { get; private set; } = GuestMemory.Empty;

    /// <summary>Where writes into the memory are to be noted; null while the front end gave none.</summary>
    public DirtyLog? Log { get; private set; }

    /// <summary>Turns true when a region was cut short under us; for workers to look at.</summary>
    public MemoryGuard Guard => _guard;

    /// <summary>What was wrong with the memory refused last.</summary>
    public string Detail { get; private set; } = "";

    /// <summary>Takes a whole table in place of the former one.</summary>
    /// <param name="files">One for each region; they stay the caller's.</param>
    public VhostRefusal Replace(ReadOnlySpan<VhostMemoryRegion> regions, ReadOnlySpan<FileDescriptor> files)
    {
        Clear();
        for (int i = 0; i < regions.Length; i++)
        {
            VhostRefusal refusal = Map(regions[i], files[i]);
            if (refusal != VhostRefusal.None)
            {
                return refusal;
            }
        }

        return Rebuild();
    }

    /// <summary>
    /// Adds one region. The same one may be added again, and is removed as often: QEMU 7.2 does so for each queue pair.
    /// </summary>
    /// <param name="file">Stays the caller's.</param>
    public VhostRefusal Add(VhostMemoryRegion region, FileDescriptor file)
    {
        int index = Find(region);
        if (index >= 0)
        {
            _regions[index] = _regions[index] with { Times = _regions[index].Times + 1 };
            return VhostRefusal.None;
        }

        VhostRefusal refusal = _regions.Count < GuestMemory.MostRegions ? Map(region, file) : VhostRefusal.TooManyRegions;
        return refusal == VhostRefusal.None ? Rebuild() : refusal;
    }

    /// <summary>Removes the region with these addresses and this size; where it lies in its file does not count.</summary>
    public VhostRefusal Remove(VhostMemoryRegion region)
    {
        int index = Find(region);
        if (index < 0)
        {
            return VhostRefusal.NoSuchRegion;
        }

        if (_regions[index].Times > 1)
        {
            _regions[index] = _regions[index] with { Times = _regions[index].Times - 1 };
            return VhostRefusal.None;
        }

        Drop(_regions[index]);
        _regions.RemoveAt(index);
        return Rebuild();
    }

    /// <summary>Takes a dirty log in place of the former one.</summary>
    /// <param name="file">Stays the caller's.</param>
    public VhostRefusal SetLog(VhostLog log, FileDescriptor file)
    {
        DropLog();
        if (!MemoryFile.IsMemory(file))
        {
            return VhostRefusal.FileIsNotMemory;
        }

        try
        {
            Log = new DirtyLog(file, log.Size, log.Offset);
            _logWatch = _guard.Watch(Log.Mapping.Start, Log.Mapping.Bytes);
            return _logWatch >= 0 ? VhostRefusal.None : VhostRefusal.TooMuchMemoryWatched;
        }
        catch (GuestMemoryException e)
        {
            Detail = e.Message;
            return VhostRefusal.BadMemory;
        }
    }

    public void Dispose()
    {
        DropLog();
        Clear();
        _guard.Dispose();
    }

    /// <summary>Bytes of this process's address space that the regions take.</summary>
    private ulong Mapped()
    {
        ulong bytes = 0;
        _regions.ForEach(one => bytes += one.Region.Mapping.Bytes);
        return bytes;
    }

    private int Find(VhostMemoryRegion region) => _regions.FindIndex(one =>
        one.Region.GuestAddress == region.GuestAddress && one.Region.UserAddress == region.UserAddress && one.Region.Bytes == region.Size);

    private VhostRefusal Map(VhostMemoryRegion region, FileDescriptor file)
    {
        if (!MemoryFile.IsMemory(file))
        {
            return VhostRefusal.FileIsNotMemory;
        }

        if (!allowUnsealed && !MemoryFile.CannotShrink(file))
        {
            return VhostRefusal.MemoryNotSealed;
        }

        if (region.Size > MostMappedBytes || region.MapOffset > MostMappedBytes || Mapped() + region.Size + region.MapOffset > MostMappedBytes)
        {
            Detail = $"more than {MostMappedBytes} bytes in all, what lies before the regions in their files included";
            return VhostRefusal.BadMemory;
        }

        try
        {
            GuestRegion mapped = GuestRegion.Map(file, region.GuestAddress, region.Size, region.UserAddress, region.MapOffset, allowUnsealed);
            int watch = _guard.Watch(mapped.Mapping.Start, mapped.Mapping.Bytes);
            _regions.Add(new WatchedRegion(mapped, watch, 1));
            return watch >= 0 ? VhostRefusal.None : VhostRefusal.TooMuchMemoryWatched;
        }
        catch (GuestMemoryException e)
        {
            Detail = e.Message;
            return VhostRefusal.BadMemory;
        }
    }

    private VhostRefusal Rebuild()
    {
        try
        {
            Memory = new GuestMemory([.. _regions.Select(one => one.Region)]);
            return VhostRefusal.None;
        }
        catch (GuestMemoryException e)
        {
            Detail = e.Message;
            return VhostRefusal.BadMemory;
        }
    }

    private void DropLog()
    {
        _guard.Forget(_logWatch);
        Log?.Dispose();
        Log = null;
    }

    private void Clear()
    {
        Memory = GuestMemory.Empty;
        _regions.ForEach(Drop);
        _regions.Clear();
    }

    private void Drop(WatchedRegion one)
    {
        _guard.Forget(one.Watch);
        one.Region.Dispose();
    }

    private readonly record struct WatchedRegion(GuestRegion Region, int Watch, int Times);
}

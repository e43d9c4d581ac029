using System.Runtime.InteropServices;
using Musubi.Io.Native;

namespace Musubi.Io.Vhost.Protocol;

/// <summary>One received message. Owns its descriptors until they are taken; disposing closes the others. One thread.</summary>
public sealed class VhostMessage : IDisposable
{
    /// <summary>Regions in one SET_MEM_TABLE, and so the descriptors that one message may carry.</summary>
    public const int MaxTableRegions = 8;

    /// <summary>Number of regions and padding, before the regions of SET_MEM_TABLE; padding alone before that of ADD_MEM_REG.</summary>
    private const int RegionsOffset = 8;

    private readonly byte[] _payload;
    private readonly FileDescriptor?[] _descriptors;

    internal VhostMessage(VhostHeader header, byte[] payload, FileDescriptor?[] descriptors)
    {
        Header = header;
        _payload = payload;
        _descriptors = descriptors;
    }

    public VhostHeader Header { get; }

    public VhostRequest Request => Header.Request;

    public ReadOnlySpan<byte> Payload => _payload;

    /// <summary>The ring that a message which sets one up is about; -1 for any other message.</summary>
    public int Ring => Request switch
    {
        VhostRequest.SetVringKick when TryReadNumber(out ulong number) => VringDescriptor.From(number).Index,
        VhostRequest.SetVringAddr when TryReadAddress(out VringAddress address) => (int)address.Index,
        VhostRequest.SetVringNum or VhostRequest.SetVringEnable when TryReadState(out VringState state) => (int)state.Index,
        _ => -1,
    };

    /// <summary>How many came, taken or not; at most <see cref="MaxTableRegions"/>.</summary>
    public int DescriptorCount => _descriptors.Length;

    /// <summary>Hands a descriptor over to the caller, who closes it from then on; null when there is none or it was taken.</summary>
    public FileDescriptor? TakeDescriptor(int index = 0)
    {
        if ((uint)index >= (uint)_descriptors.Length)
        {
            return null;
        }

        FileDescriptor? taken = _descriptors[index];
        _descriptors[index] = null;
        return taken;
    }

    public bool TryReadNumber(out ulong number) => TryRead(out number);

    public bool TryReadState(out VringState state) => TryRead(out state);

    public bool TryReadAddress(out VringAddress address) => TryRead(out address);

    public bool TryReadLog(out VhostLog log) => TryRead(out log);

    /// <summary>The one region of ADD_MEM_REG and REM_MEM_REG.</summary>
    public bool TryReadRegion(out VhostMemoryRegion region)
    {
        region = default;
        if (_payload.Length != RegionsOffset + RegionBytes)
        {
            return false;
        }

        region = MemoryMarshal.Read<VhostMemoryRegion>(_payload.AsSpan(RegionsOffset)); // Safe: four numbers; Read checks the length.
        return true;
    }

    /// <summary>
    /// The regions of SET_MEM_TABLE. Front ends send the bytes of the regions they have, or of all eight; the count, at most
    /// eight, says how many are meant.
    /// </summary>
    public bool TryReadTable(out VhostMemoryRegion[] regions)
    {
        regions = [];
        if (_payload.Length < RegionsOffset || (_payload.Length - RegionsOffset) % RegionBytes != 0)
        {
            return false;
        }

        uint count = MemoryMarshal.Read<uint>(_payload); // Safe: Read checks the length.
        if (count > MaxTableRegions || count * RegionBytes > _payload.Length - RegionsOffset)
        {
            return false;
        }

        // Safe: plain numbers at any alignment; the slice was checked just above.
        regions = MemoryMarshal.Cast<byte, VhostMemoryRegion>(_payload.AsSpan(RegionsOffset, (int)count * RegionBytes)).ToArray();
        return true;
    }

    public void Dispose()
    {
        for (int i = 0; i < _descriptors.Length; i++)
        {
            TakeDescriptor(i)?.Dispose();
        }
    }

    private static int RegionBytes => 4 * sizeof(ulong);

    private unsafe bool TryRead<T>(out T value)
        where T : unmanaged
    {
        value = default;
        if (_payload.Length != sizeof(T))
        {
            return false;
        }

        value = MemoryMarshal.Read<T>(_payload); // Safe: every T here is plain numbers, and the length was checked.
        return true;
    }
}

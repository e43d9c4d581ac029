using Musubi.Io.Memory;
using Musubi.Io.Native;
using Musubi.Io.Vhost;

namespace Musubi.Io.Tests.Vhost;

public sealed class GuestMemoryTests : IDisposable
{
    private const ulong Page = 4096;
    private const ulong Low = 0x1000;
    private const ulong High = 0x1_0000_0000;
    private const ulong User = 0x7f00_0000_0000;

    private readonly FileDescriptor _file = MemoryFile.Create("guest", (long)(4 * Page));
    private readonly List<GuestRegion> _regions = [];
    private readonly GuestMemory _memory;

    public GuestMemoryTests()
    {
        MemoryFile.Seal(_file, MemoryFile.SealShrink);
        // Two neighbours in guest memory that are no neighbours in the file, and one far above with the front end's addresses in another order.
        _memory = new GuestMemory([Map(Low, Page, User + (8 * Page), 2 * Page), Map(Low + Page, Page, User, 0), Map(High, Page, User + (4 * Page), Page)]);
    }

    [Theory]
    [InlineData(Low, 4096, 0)]
    [InlineData(Low, 0, 0)]
    [InlineData(Low + 4095, 1, 0)]
    [InlineData(Low + 4096, 4096, 1)]
    [InlineData(High + 100, 3996, 2)]
    public void A_range_within_one_region_is_found_where_it_is_mapped(ulong address, uint length, int region)
    {
        nint expected = _regions[region].Host + (nint)(address - _regions[region].GuestAddress);
        Assert.Equal(expected, _memory.FromGuest(address, length));
        GuestWindow hit = default;
        Assert.Equal(expected, _memory.FromGuest(address, length, ref hit));
        Assert.Equal(expected, hit.Find(address, length));
    }

    [Theory]
    [InlineData(0UL, 1)]
    [InlineData(Low - 1, 1)]
    [InlineData(Low - 1, 2)]
    [InlineData(Low + 4095, 2)]
    [InlineData(Low, 4097)]
    [InlineData(Low + 8192, 0)]
    [InlineData(High + 1, 4096)]
    [InlineData(High, uint.MaxValue)]
    [InlineData(ulong.MaxValue, 1)]
    [InlineData(ulong.MaxValue, uint.MaxValue)]
    public void A_range_that_leaves_its_region_by_a_byte_is_nowhere(ulong address, uint length)
    {
        GuestWindow hit = new(Low, Page, 1);
        Assert.Equal(0, _memory.FromGuest(address, length));
        Assert.Equal(0, _memory.FromGuest(address, length, ref hit));
        Assert.Equal(new GuestWindow(Low, Page, 1), hit);
    }

    [Fact]
    public void Addresses_of_the_front_end_are_told_apart_from_those_of_the_guest()
    {
        Assert.Equal(_regions[2].Host + 5, _memory.FromUser(User + (4 * Page) + 5, 10));
        Assert.Equal(0, _memory.FromUser(High, 10));
        Assert.Equal(0, _memory.FromGuest(User, 10));
        Assert.Equal(High + 5, _memory.GuestAddressOf(User + (4 * Page) + 5, 10));
        Assert.Equal(0UL, _memory.GuestAddressOf(User + (4 * Page) + 5, (uint)Page));
    }

    [Fact]
    public void Overlapping_regions_are_refused_on_either_side()
    {
        Assert.Contains("guest address", Refusal(Map(0, Page, User, 0), Map(Page - 1, Page, User + Page, 0)), StringComparison.Ordinal);
        Assert.Contains("front end address", Refusal(Map(0, Page, User, 0), Map(Page, Page, User + 1, 0)), StringComparison.Ordinal);
    }

    [Fact]
    public void More_regions_than_are_served_are_refused()
    {
        GuestRegion[] many = [.. Enumerable.Range(0, GuestMemory.MostRegions + 1).Select(i => Map((ulong)i * Page, Page, User + ((ulong)i * Page), 0))];
        Assert.Contains("at most", Refusal(many), StringComparison.Ordinal);
        Assert.NotEqual(0, new GuestMemory(many[1..]).FromGuest(GuestMemory.MostRegions * Page, (uint)Page));
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(0, 5 * Page, 0)]
    [InlineData(0, Page, 4 * Page)]
    [InlineData(0, Page, ulong.MaxValue)]
    [InlineData(ulong.MaxValue - 10, Page, 0)]
    [InlineData(0, ulong.MaxValue, 0)]
    public void A_region_beyond_its_file_or_its_addresses_is_refused(ulong guest, ulong bytes, ulong offset) =>
        Assert.Throws<GuestMemoryException>(() => Map(guest, bytes, User, offset));

    [Fact]
    public void Memory_that_its_owner_can_shrink_is_refused_unless_that_is_allowed()
    {
        using FileDescriptor open = MemoryFile.Create("open", (long)Page);
        Assert.Contains("F_SEAL_SHRINK", Assert.Throws<GuestMemoryException>(() => GuestRegion.Map(open, 0, Page, User, 0, allowUnsealed: false)).Message, StringComparison.Ordinal);
        using GuestRegion region = GuestRegion.Map(open, 0, Page, User, 0, allowUnsealed: true);
        Assert.NotEqual(0, new GuestMemory([region]).FromGuest(0, (uint)Page));
    }

    public void Dispose()
    {
        _regions.ForEach(region => region.Dispose());
        _file.Dispose();
    }

    private static string Refusal(params GuestRegion[] regions) => Assert.Throws<GuestMemoryException>(() => new GuestMemory(regions)).Message;

    private GuestRegion Map(ulong guest, ulong bytes, ulong user, ulong offset)
    {
        GuestRegion region = GuestRegion.Map(_file, guest, bytes, user, offset, allowUnsealed: false);
        _regions.Add(region);
        return region;
    }
}

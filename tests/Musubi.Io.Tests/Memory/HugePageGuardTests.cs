using Microsoft.Win32.SafeHandles;
using Musubi.Io.Memory;
using Musubi.Io.Native;
using Musubi.Io.Tests.Vhost.FrontEnds;

namespace Musubi.Io.Tests.Memory;

[Collection(HugePages.Collection)]
public sealed class HugePageGuardTests
{
    private const int Page = 2 << 20;

    [Fact]
    public void Huge_pages_that_are_cut_away_read_as_zeroes_and_raise_the_flag()
    {
        using HugePages pages = HugePages.Reserve(4);
        using FileDescriptor file = MemoryFile.Create("huge", 2 * Page, hugePages: true);
        using SafeFileHandle handle = new(file.Number, ownsHandle: false);
        using SharedMapping mapping = new(handle, 2 * Page, writable: true);
        using MemoryGuard guard = new();
        Assert.True(guard.Watch(mapping.Address(0, 2 * Page), 2 * Page) >= 0);
        mapping.Word(Page) = 7;
        MemoryFile.Resize(file, 0);

        Assert.False(guard.Shrunk);
        Assert.Equal(0ul, Volatile.Read(ref mapping.Word(Page)));
        Assert.True(guard.Shrunk);
    }
}

using Musubi.Io.Memory;
using Musubi.Io.Native;
using Musubi.Io.Tests.Support;
using Musubi.Io.Vhost;
using Musubi.Io.Virtio;
using Musubi.Io.Virtio.Driver;

namespace Musubi.Io.Tests.Vhost;

/// <summary>A guest can be migrated only if every page that is written is told of.</summary>
public sealed class DirtyLogTests : IDisposable
{
    private const int LogOffset = 64;
    private const ulong FirstPage = DriverMemory.GuestBase / DirtyLog.PageBytes;

    private readonly List<IDisposable> _made = [];

    /// <summary>What the kinds of guests do differently.</summary>
    public static TheoryData<VirtioFeatures, VirtioFeatures, bool> Kinds => new()
    {
        { VirtioFeatures.None, VirtioFeatures.None, false },
        { VirtioFeatures.None, VirtioFeatures.EventIndex, false },
        { VirtioFeatures.None, VirtioFeatures.MergeableReceive, true },
        { VirtioFeatures.PackedRing, VirtioFeatures.None, false },
        { VirtioFeatures.PackedRing, VirtioFeatures.EventIndex, false },
        { VirtioFeatures.PackedRing, VirtioFeatures.MergeableReceive, true },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_page_that_the_device_writes_is_marked(VirtioFeatures with, VirtioFeatures without, bool large)
    {
        VhostBed bed = Made(new VhostBed(new DriverShape
        {
            Features = (new DriverShape().Features | with) & ~without,
            // Rings of several pages, of which the batch below begins in one and ends in the next.
            QueueSize = 1024,
            SendBuffers = 32,
            SendBytes = 9_000,
            ReceiveBuffers = 64,
            ReceiveBytes = large ? 66_000 : 1_000,
        }));
        using PortDriver former = new(bed.Port);
        using PortDriver far = new(bed.Driver);
        SentFrame[] batch = [.. Enumerable.Range(0, 20).Select(i => SentFrame.Small(i))];
        for (int i = 0; i < 25; i++)
        {
            Assert.Equal(20, far.Send(batch).Sent);
            Assert.Equal(20, former.Take(20).Count);
            Assert.Equal(20, former.Send(batch).Sent);
            Assert.Equal(20, far.Take(20).Count);
        }

        DirtyLog log = Made(Log(bed.Memory, out FileDescriptor file));
        VhostPort port = Made(new VhostPort([]));
        port.Use(new VhostModel { Features = bed.Shape.Features, FromGuest = [Logged(bed, bed.FromGuest, bed.Driver.ToDevice, log)], ToGuest = [Logged(bed, bed.ToGuest, bed.Driver.FromDevice, log)] });
        using PortDriver near = new(port);
        // The driver fills what it sends and only then the picture is taken: all that differs later was written by the device.
        Assert.Equal(20, far.Send(batch).Sent);
        byte[] before = bed.Memory.Slice(0, bed.Memory.Bytes).ToArray();
        Assert.Equal(20, near.Take(20).Count);
        Assert.False(port.Arm());
        port.Disarm();
        Assert.Equal(21, near.Send([.. batch, SentFrame.Small(20, large ? 60_000 : 4_000)]).Sent);
        AssertMarked(bed.Memory, before, file);
    }

    [Fact]
    public void Marks_cover_first_and_last_byte_and_nothing_else()
    {
        using DriverMemory memory = new(1 << 20);
        DirtyLog log = Made(Log(memory, out FileDescriptor file));
        log.Mark(DriverMemory.GuestBase + 4095, 1);
        log.Mark(DriverMemory.GuestBase + (3 * 4096), 4096);
        log.Mark(DriverMemory.GuestBase + (6 * 4096) - 1, 2);
        log.Mark(DriverMemory.GuestBase + (40 * 4096) + 5, (31 * 4096) + 1);
        log.Mark(DriverMemory.GuestBase + (100 * 4096), 0);
        Assert.Equal([0, 3, 5, 6, .. Enumerable.Range(40, 32)], Marked(file, memory.Bytes));
    }

    [Fact]
    public void Pages_that_the_log_does_not_cover_are_passed_over()
    {
        using FileDescriptor file = MemoryFile.Create("log", 4096);
        using (DirtyLog log = new(file, 8, 4088))
        {
            // 64 pages are covered; the range begins in the last one, and others lie far away.
            log.Mark(63 * 4096, 4096 * 4);
            log.Mark(64 * 4096, 10);
            log.Mark(ulong.MaxValue - 100, 50);
        }

        byte[] bytes = Content(file, 4096);
        Assert.Equal([4095], Enumerable.Range(0, 4096).Where(i => bytes[i] != 0));
        Assert.Equal(0x80, bytes[4095]);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(4100, 0)]
    [InlineData(64, 4064)]
    [InlineData(64, 2)]
    [InlineData(ulong.MaxValue, 0)]
    [InlineData(64, ulong.MaxValue - 3)]
    public void A_log_beyond_its_file_is_refused(ulong bytes, ulong offset)
    {
        using FileDescriptor file = MemoryFile.Create("log", 4096);
        Assert.Throws<GuestMemoryException>(() => new DirtyLog(file, bytes, offset));
    }

    [Fact]
    public void Marks_of_several_workers_in_one_word_are_all_kept()
    {
        using DriverMemory memory = new(32 * 4096);
        DirtyLog log = Made(Log(memory, out FileDescriptor file));
        Parallel.For(0, 32, page => log.Mark(DriverMemory.GuestBase + ((ulong)page * 4096), 1));
        Assert.Equal(Enumerable.Range(0, 32), Marked(file, memory.Bytes));
    }

    public void Dispose()
    {
        _made.Reverse();
        _made.ForEach(one => one.Dispose());
    }

    /// <summary>Goes on where a queue stands, and notes what it writes.</summary>
    private static VirtQueue Logged(VhostBed bed, VirtQueue former, DriverQueue driver, DirtyLog log) =>
        VirtQueue.Open(bed.SetupOf(driver, log) with { Base = former.Base });

    private static void AssertMarked(DriverMemory memory, byte[] before, FileDescriptor file)
    {
        HashSet<int> marked = [.. Marked(file, memory.Bytes)];
        ReadOnlySpan<byte> now = memory.Slice(0, memory.Bytes);
        List<int> written = [];
        for (int page = 0; page < memory.Bytes / DirtyLog.PageBytes; page++)
        {
            Range range = (page * DirtyLog.PageBytes)..((page + 1) * DirtyLog.PageBytes);
            if (!now[range].SequenceEqual(before.AsSpan(range)))
            {
                written.Add(page);
            }
        }

        Assert.NotEmpty(written);
        Assert.Empty(written.Except(marked));
    }

    private static IEnumerable<int> Marked(FileDescriptor file, int memoryBytes)
    {
        int pages = memoryBytes / DirtyLog.PageBytes;
        int skip = LogOffset + (int)(FirstPage / 8);
        byte[] bits = Content(file, skip + (pages / 8) + 8);
        return Enumerable.Range(0, pages).Where(page => (bits[skip + (page / 8)] & (1 << (page % 8))) != 0);
    }

    private static byte[] Content(FileDescriptor file, int bytes)
    {
        byte[] content = new byte[bytes];
        using FileStream stream = new($"/proc/self/fd/{file.Number}", FileMode.Open, FileAccess.Read);
        stream.ReadExactly(content);
        return content;
    }

    private T Made<T>(T one)
        where T : IDisposable
    {
        _made.Add(one);
        return one;
    }

    /// <summary>A log that covers a driver's memory, not from its file's start.</summary>
    private DirtyLog Log(DriverMemory memory, out FileDescriptor file)
    {
        ulong bytes = ((FirstPage + (ulong)(memory.Bytes / DirtyLog.PageBytes)) / 8) + 8;
        file = Made(MemoryFile.Create("log", LogOffset + (long)bytes));
        return new DirtyLog(file, bytes, LogOffset);
    }
}

using Musubi.Io.Memory;
using Musubi.Io.Native;
using Musubi.Io.Submission;

namespace Musubi.Io.Tests.Submission;

/// <summary>The ring of the calling thread; each test opens and closes it without leaving its thread.</summary>
public sealed class SubmissionRingTests : IDisposable
{
    private const string Comm = "/proc/thread-self/comm";
    private const int WriteOnlyNonBlocking = 1 | 0x800;

    private readonly FrameArena _arena = new(1);

    [Fact]
    public void What_cannot_be_written_without_waiting_is_told_and_not_written() => WithRing(ring =>
    {
        using FileDescriptor name = new(SystemCall.Check(Libc.open(Comm, WriteOnlyNonBlocking, 0), Comm));
        string before = File.ReadAllText(Comm);
        Assert.Equal([-Errno.NotSupported, -Errno.NotSupported], Write(ring, name.Number, 2));
        Assert.Equal(before, File.ReadAllText(Comm));
    });

    [Fact]
    public void Every_write_of_a_full_batch_is_told_its_error_however_often_the_ring_has_turned() => WithRing(ring =>
    {
        for (int turn = 0; turn < 5; turn++)
        {
            Assert.All(Write(ring, -1, SubmissionRing.Depth), result => Assert.Equal(-Errno.BadDescriptor, result));
            Assert.Equal([-Errno.BadDescriptor], Write(ring, -1, 1));
        }
    });

    [Fact]
    public void More_writes_than_the_ring_holds_are_refused() => WithRing(ring =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Write(ring, -1, SubmissionRing.Depth + 1)));

    [Fact]
    public void A_thread_has_one_ring_from_opening_to_closing()
    {
        Assert.Null(SubmissionRing.OfThread);
        WithRing(ring =>
        {
            Assert.Equal(0, SubmissionRing.OpenForThread());
            Assert.Same(ring, SubmissionRing.OfThread);
        });
        Assert.Null(SubmissionRing.OfThread);
    }

    public void Dispose() => _arena.Dispose();

    private static void WithRing(Action<SubmissionRing> test)
    {
        Assert.Equal(0, SubmissionRing.OpenForThread());
        try
        {
            test(SubmissionRing.OfThread!);
        }
        finally
        {
            SubmissionRing.CloseForThread();
        }
    }

    private int[] Write(SubmissionRing ring, int descriptor, int count)
    {
        int[] results = new int[count];
        IoVector[] vectors = [.. Enumerable.Repeat(new IoVector(_arena.Slice(0, 0, 1)), 2 * count)];
        ring.Write(descriptor, vectors, results);
        return results;
    }
}

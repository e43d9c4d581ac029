using Musubi.Io.Native;
using Musubi.Io.Threading;

namespace Musubi.Io.Tests.Threading;

public sealed class ThreadPlacementTests
{
    [Fact]
    public void A_pinned_thread_may_run_on_its_processor_alone()
    {
        IReadOnlyList<int> allowed = ThreadPlacement.AllowedProcessors();
        IReadOnlyList<int> pinned = [];
        Thread thread = new(() =>
        {
            ThreadPlacement.PinTo(allowed[^1]);
            pinned = ThreadPlacement.AllowedProcessors();
        });
        thread.Start();
        thread.Join();
        Assert.Equal([allowed[^1]], pinned);
        Assert.Equal(allowed, ThreadPlacement.AllowedProcessors());
    }

    [Fact]
    public void A_processor_that_is_not_there_is_refused()
    {
        Assert.Equal(Errno.InvalidArgument, Assert.Throws<SystemCallException>(() => ThreadPlacement.PinTo(ThreadPlacement.MaxProcessors - 1)).Error);
        Assert.Throws<ArgumentOutOfRangeException>(() => ThreadPlacement.PinTo(ThreadPlacement.MaxProcessors));
    }
}

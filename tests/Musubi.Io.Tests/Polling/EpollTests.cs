using Musubi.Io.Polling;

namespace Musubi.Io.Tests.Polling;

public sealed class EpollTests : IDisposable
{
    private readonly Epoll _epoll = new();
    private readonly EventFd _first = new();
    private readonly EventFd _second = new();
    private readonly ulong[] _tokens = new ulong[4];

    [Fact]
    public void Only_what_is_ready_is_told_and_for_as_long_as_it_is()
    {
        _epoll.Add(_first.Descriptor, 1);
        _epoll.Add(_second.Descriptor, ulong.MaxValue);
        Assert.Equal(0, _epoll.Wait(_tokens, 0));
        _second.Signal();
        Assert.Equal(1, _epoll.Wait(_tokens, -1));
        Assert.Equal(1, _epoll.Wait(_tokens, -1));
        Assert.Equal(ulong.MaxValue, _tokens[0]);
        _second.Drain();
        Assert.Equal(0, _epoll.Wait(_tokens, 0));
    }

    [Fact]
    public void What_was_removed_is_told_no_more()
    {
        _epoll.Add(_first.Descriptor, 1);
        _first.Signal();
        _epoll.Remove(_first.Descriptor);
        _epoll.Remove(_first.Descriptor);
        Assert.Equal(0, _epoll.Wait(_tokens, 0));
    }

    [Fact]
    public void More_than_there_is_room_for_comes_with_the_next_wait()
    {
        _epoll.Add(_first.Descriptor, 1);
        _epoll.Add(_second.Descriptor, 2);
        _first.Signal();
        _second.Signal();
        HashSet<ulong> told = [];
        for (int i = 0; i < 2; i++)
        {
            Assert.Equal(1, _epoll.Wait(_tokens.AsSpan(0, 1), 0));
            told.Add(_tokens[0]);
        }

        Assert.Equal([1UL, 2UL], told.Order());
    }

    [Fact]
    public async Task A_descriptor_that_is_added_wakes_a_waiting_thread()
    {
        _first.Signal();
        Task<int> waiting = Task.Run(() => _epoll.Wait(_tokens, 60_000), TestContext.Current.CancellationToken);
        _epoll.Add(_first.Descriptor, 1);
        Assert.Equal(1, await waiting);
    }

    [Fact]
    public void Signals_add_up_to_one()
    {
        _first.Signal();
        _first.Signal();
        Assert.True(Readiness.WaitReadable(_first.Descriptor, TimeSpan.Zero));
        _first.Drain();
        Assert.False(Readiness.WaitReadable(_first.Descriptor, TimeSpan.Zero));
    }

    [Fact]
    public void Waiting_and_signalling_allocate_nothing()
    {
        _epoll.Add(_first.Descriptor, 1);
        Turn();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Turn();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    public void Dispose()
    {
        _epoll.Dispose();
        _first.Dispose();
        _second.Dispose();
    }

    private void Turn()
    {
        _first.Signal();
        _epoll.Wait(_tokens, 0);
        _first.Drain();
        _epoll.Wait(_tokens, 0);
    }
}

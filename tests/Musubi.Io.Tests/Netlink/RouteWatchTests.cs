using System.Net;
using Musubi.Io.Netlink;
using Musubi.Io.Polling;
using Musubi.Io.Tests.Support;

namespace Musubi.Io.Tests.Netlink;

public sealed class RouteWatchTests : IDisposable
{
    private readonly TestNamespace _namespace = new();
    private readonly RouteWatch _watch;

    public RouteWatchTests() => _watch = RouteWatch.OpenIn(_namespace.Namespace);

    [Fact]
    public void The_first_reading_is_everything_as_it_is()
    {
        RouteState state = Assert.IsType<RouteState>(Assert.Single(_watch.Read()));
        Assert.False(state.AfterLoss);
        Assert.Equal(["lo"], state.Links.Select(link => link.Name));
        Assert.Empty(_watch.Read());
    }

    [Fact]
    public void Links_and_addresses_are_told_from_their_coming_to_their_going()
    {
        _watch.Read();
        (int index, int peer) = _namespace.CreateVeth("near", "far");
        ReadUntil(one => one is LinkChanged changed && changed.Link.Index == index && changed.Link.Carries);
        AddressInfo address = new(index, IPAddress.Parse("192.0.2.7"), 24, AddressInfo.GlobalScope);
        _namespace.Routes.Addresses.Add(address);
        ReadUntil(one => one is AddressAdded added && added.Address == address);
        _namespace.Routes.Links.SetUp(peer, false);
        ReadUntil(one => one is LinkChanged changed && changed.Link.Index == index && !changed.Link.Carrier);
        _namespace.Routes.Links.Delete(index);
        List<RouteEvent> last = ReadUntil(one => one is LinkRemoved removed && removed.Index == index);
        Assert.Contains(new AddressRemoved(address), last);
    }

    [Fact]
    public void After_more_changes_than_the_socket_holds_everything_is_told_again()
    {
        _watch.Read();
        (int index, _) = _namespace.CreateVeth("near", "far");
        for (int i = 0; i < 3000; i++)
        {
            _namespace.Routes.Links.SetMtu(index, 1000 + i);
        }

        List<RouteEvent> events = ReadUntil(one => one is RouteState);
        RouteState state = Assert.IsType<RouteState>(events[^1]);
        Assert.True(state.AfterLoss);
        Assert.Equal(1, _watch.Losses);
        Assert.Equal(3999, state.Links.Single(link => link.Index == index).Mtu);
        _namespace.Routes.Links.SetMtu(index, 1500);
        Assert.Contains(ReadUntil(one => one is LinkChanged), one => one is LinkChanged changed && changed.Link.Mtu == 1500);
    }

    [Fact]
    public void A_wait_is_called_off()
    {
        _watch.Read();
        using EventFd cancel = new();
        cancel.Signal();
        Assert.Empty(_watch.Wait(Timeout.InfiniteTimeSpan, cancel));
    }

    public void Dispose()
    {
        _watch.Dispose();
        _namespace.Dispose();
    }

    private List<RouteEvent> ReadUntil(Predicate<RouteEvent> last)
    {
        List<RouteEvent> events = [];
        Deadline deadline = Deadline.Usual;
        while (!events.Exists(last) && !deadline.Passed)
        {
            events.AddRange(_watch.Wait(deadline.Left));
        }

        Assert.Contains(events, last);
        return events;
    }
}

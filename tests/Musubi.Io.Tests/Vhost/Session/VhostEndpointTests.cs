using Musubi.Io.Native;
using Musubi.Io.Polling;
using Musubi.Io.Tests.Support;
using Musubi.Io.Vhost;
using Musubi.Io.Vhost.FrontEnd;
using Musubi.Io.Vhost.Protocol;
using Musubi.Io.Vhost.Session;

namespace Musubi.Io.Tests.Vhost.Session;

public sealed class VhostEndpointTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly VhostPort _port = new([]);
    private readonly ManualBarrier _barrier = new();
    private readonly RecordedEvents _events = new();

    [Fact]
    public void A_listening_socket_serves_one_front_end_after_the_other()
    {
        using FileDescriptor listener = VhostSockets.Listen(Socket, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        using VhostEndpoint endpoint = Serve(listener, listening: true);
        using VhostFrontEnd first = Connect(endpoint);
        Assert.NotEqual(0ul, first.GetFeatures());

        using VhostFrontEnd second = Connect(endpoint);
        Pump(endpoint);
        Assert.Equal(1, _events.Came);
        first.Dispose();
        Assert.NotEqual(0ul, second.GetFeatures());
        Assert.Equal(2, _events.Came);
        Assert.False(endpoint.IsSpent);
    }

    [Fact]
    public void A_front_end_that_is_refused_can_come_again()
    {
        using FileDescriptor listener = VhostSockets.Listen(Socket, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        using VhostEndpoint endpoint = Serve(listener, listening: true);
        using VhostFrontEnd first = Connect(endpoint);
        first.Post(VhostRequest.IotlbMsg, 0, []);
        Pump(endpoint);
        Assert.Equal(VhostRefusal.UnsupportedRequest, Assert.Single(_events.Gone).Reason);
        using VhostFrontEnd second = Connect(endpoint);
        Assert.NotEqual(0ul, second.GetFeatures());
    }

    [Fact]
    public void A_connection_that_was_handed_over_is_spent_when_its_front_end_goes_and_its_duplicates_are_cut()
    {
        (FileDescriptor front, FileDescriptor back) = VhostSockets.Pair();
        using VhostEndpoint endpoint = Serve(back, listening: false);
        using VhostFrontEnd frontEnd = new(front) { Pump = () => Pump(endpoint) };
        Assert.NotEqual(0ul, frontEnd.GetFeatures());
        endpoint.Close(VhostRefusal.None);
        Assert.True(endpoint.IsSpent);
        Assert.True(Readiness.WaitReadable(frontEnd.PollDescriptor, TimeSpan.Zero));
        Assert.Equal(VhostReceiveStatus.Closed, frontEnd.Channel.TryReceive(out _));
        back.Dispose();
    }

    [Fact]
    public void A_closed_endpoint_lets_go_only_when_the_workers_are_done()
    {
        using SessionBed bed = new();
        bed.Negotiate();
        bed.Barrier.AtOnce = false;
        bed.Session.Close(VhostRefusal.None);
        Assert.True(bed.Session.AwaitsWorkers);
        bed.Session.Close(VhostRefusal.PortFaulted);
        bed.Barrier.EndTurns();
        bed.Session.Continue();
        Assert.True(bed.Session.Ended);
        Assert.Equal(VhostRefusal.None, bed.Reason);
    }

    public void Dispose()
    {
        _port.Dispose();
        _folder.Dispose();
    }

    private string Socket => _folder.File("vhost.sock");

    private VhostEndpoint Serve(FileDescriptor socket, bool listening) => new(socket, listening, _port, _barrier, _events, new VhostSessionOptions());

    private VhostFrontEnd Connect(VhostEndpoint endpoint) => new(VhostSockets.Connect(Socket)) { Pump = () => Pump(endpoint) };

    private static void Pump(VhostEndpoint endpoint)
    {
        while (Readiness.WaitReadable(endpoint.PollDescriptor, TimeSpan.Zero))
        {
            endpoint.Handle();
        }
    }
}

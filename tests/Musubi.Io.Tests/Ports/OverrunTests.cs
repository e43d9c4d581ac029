using Musubi.Io.Packet;
using Musubi.Io.Ports;
using Musubi.Io.Tests.Support;

namespace Musubi.Io.Tests.Ports;

public sealed class OverrunTests : IDisposable
{
    private readonly TestNamespace _namespace = new();

    [Fact]
    public void Frames_that_nobody_received_in_time_are_counted_once()
    {
        (int first, int second) = _namespace.CreateVeth("near", "far");
        using PortDriver near = new(_namespace.Namespace.Run(() => new PacketPort(PacketSocket.Open(first))));
        using PortDriver far = new(_namespace.Namespace.Run(() => new PacketPort(PacketSocket.Open(second))));
        SentFrame[] burst = [.. Enumerable.Range(0, 250).Select(i => SentFrame.Small(i, 1514))];
        long sent = 0;
        long overruns = 0;
        for (int i = 0; i < 400 && overruns == 0; i++)
        {
            sent += near.Send(burst).Sent;
            overruns += far.Port.TakeOverruns();
        }

        Assert.True(overruns > 0);
        Assert.Equal(sent, far.Drain() + overruns + far.Port.TakeOverruns());
        Assert.Equal(0, far.Port.TakeOverruns());
    }

    public void Dispose() => _namespace.Dispose();
}

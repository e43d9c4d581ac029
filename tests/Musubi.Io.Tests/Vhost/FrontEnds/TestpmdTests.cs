using System.Diagnostics;
using Musubi.Io.Native;
using Musubi.Io.Tests.Support;
using Musubi.Io.Vhost.Protocol;
using Musubi.Io.Vhost.Session;
using Musubi.Io.Virtio;

namespace Musubi.Io.Tests.Vhost.FrontEnds;

/// <summary>Two ports of DPDK's virtio_user, joined by us: what testpmd sends on one comes back on the other.</summary>
[Collection(HugePages.Collection)]
public sealed class TestpmdTests : IDisposable
{
    private const long Enough = 20_000;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private static readonly VhostSessionOptions Options = new() { AllowUnsealedMemory = true, QueuePairs = 2 };

    private readonly TemporaryFolder _folder = new();
    private readonly JoinedPorts _joined = new();

    [Theory]
    [InlineData("split", "")]
    [InlineData("packed", ",packed_vq=1")]
    [InlineData("whole", ",mrg_rxbuf=0")]
    [InlineData("unordered", ",in_order=0")]
    [InlineData("packedwhole", ",packed_vq=1,mrg_rxbuf=0,in_order=0")]
    [InlineData("pairs", ",queues=2")]
    public void Virtio_user_ports_that_connect_to_us_exchange_frames(string name, string options)
    {
        using FileDescriptor first = Listen(0);
        using FileDescriptor second = Listen(1);
        using Testpmd testpmd = Start(name, options);
        _joined.Until(() => _joined.Events.All(events => events.Running), Limit, () => testpmd.Output);
        AssertTraffic(testpmd);
        VirtioFeatures agreed = _joined.Endpoints[0]!.Session!.Features;
        Assert.Equal(options.Contains("packed_vq=1", StringComparison.Ordinal), agreed.HasFlag(VirtioFeatures.PackedRing));
        Assert.Equal(!options.Contains("mrg_rxbuf=0", StringComparison.Ordinal), agreed.HasFlag(VirtioFeatures.MergeableReceive));
        Assert.Equal(!options.Contains("in_order=0", StringComparison.Ordinal), agreed.HasFlag(VirtioFeatures.InOrder));
        Assert.True(agreed.HasFlag(VirtioFeatures.Version1));
    }

    [Fact]
    public void Huge_pages_are_mapped_whole_and_given_back()
    {
        using HugePages pages = HugePages.Reserve(256);
        using FileDescriptor first = Listen(0);
        using FileDescriptor second = Listen(1);
        using (Testpmd testpmd = Start("huge", ",queue_size=512", "--in-memory", "--single-file-segments"))
        {
            AssertTraffic(testpmd);
            Assert.True(HugePages.Mapped > 0);
            testpmd.Kill();
            _joined.Until(() => _joined.Events.All(events => events.Gone.Count == 1), Limit);
        }

        Assert.Equal(0, HugePages.Mapped);
    }

    [Fact]
    public void A_front_end_that_is_killed_leaves_a_port_that_serves_the_next()
    {
        using FileDescriptor first = Listen(0);
        using FileDescriptor second = Listen(1);
        using (Testpmd testpmd = Start("killed", ""))
        {
            AssertTraffic(testpmd);
            testpmd.Kill();
            _joined.Until(() => _joined.Events.All(events => events.Gone.Count == 1), Limit);
            Assert.All(_joined.Events, events => Assert.Equal(VhostRefusal.None, events.Gone[0].Reason));
        }

        using Testpmd next = Start("next", "");
        AssertTraffic(next);
    }

    [Fact]
    public void Ports_that_listen_are_connected_to_and_carried_on_with_after_a_new_connection()
    {
        using Testpmd testpmd = Start("server", ",server=1");
        Connect(0);
        Connect(1);
        AssertTraffic(testpmd);

        _joined.Endpoints[0]!.Close(VhostRefusal.None);
        _joined.Endpoints[1]!.Close(VhostRefusal.None);
        _joined.Until(() => _joined.Endpoints.All(endpoint => endpoint!.IsSpent), Limit);
        testpmd.Command("stop");
        Connect(0);
        Connect(1);
        AssertTraffic(testpmd);
    }

    [Fact]
    public void An_idle_worker_sleeps_and_is_woken_by_a_kick()
    {
        using FileDescriptor first = Listen(0);
        using FileDescriptor second = Listen(1);
        using Testpmd testpmd = Start("idle", "");
        AssertTraffic(testpmd);
        testpmd.Command("stop");
        long asleep = _joined.Sleeps;
        _joined.Until(() => _joined.Sleeps > asleep || _joined.Carried.Sum() == Carried(), Limit);
        AssertTraffic(testpmd);
        Assert.True(_joined.Sleeps > 0);
    }

    public void Dispose()
    {
        _joined.Dispose();
        _folder.Dispose();
    }

    private long Carried() => _joined.Carried.Sum();

    private string Path(int port) => _folder.File($"{port}.sock");

    private FileDescriptor Listen(int port)
    {
        FileDescriptor listener = VhostSockets.Listen(Path(port), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        _joined.Attach(port, listener, listening: true, Options);
        return listener;
    }

    private void Connect(int port)
    {
        FileDescriptor? socket = null;
        _joined.Until(() => (socket = TryConnect(Path(port))) is not null, Limit);
        using (socket)
        {
            _joined.Attach(port, socket!, listening: false, Options);
        }
    }

    private static FileDescriptor? TryConnect(string path)
    {
        try
        {
            return VhostSockets.Connect(path);
        }
        catch (SystemCallException e) when (e.Error is Errno.NoEntry or Errno.ConnectionRefused or Errno.TryAgain)
        {
            return null;
        }
    }

    private Testpmd Start(string name, string options, params string[] memory) => new(
        $"musubi-{Environment.ProcessId}-{name}",
        memory.Length > 0 ? memory : ["--no-huge"],
        [$"net_virtio_user0,path={Path(0)}{options}", $"net_virtio_user1,path={Path(1)}{options}"],
        options.Contains("queues=2", StringComparison.Ordinal) ? ["--rxq=2", "--txq=2"] : []);

    /// <summary>
    /// Bursts go round and round through both ports until they are stopped. testpmd does not wait until its last messages are heeded: bursts
    /// that are on the way meanwhile are lost, all of them at worst, and others are sent then.
    /// </summary>
    private void AssertTraffic(Testpmd testpmd)
    {
        _joined.Until(() => _joined.Events.All(events => events.Running), Limit, () => testpmd.Output);
        long[] before = [.. _joined.Carried];
        testpmd.Command("start tx_first 4");
        long started = Stopwatch.GetTimestamp();
        bool HasCarried()
        {
            if (Stopwatch.GetElapsedTime(started) > Patience)
            {
                testpmd.Command("stop");
                testpmd.Command("start tx_first 4");
                started = Stopwatch.GetTimestamp();
            }

            return _joined.Carried[0] > before[0] + Enough && _joined.Carried[1] > before[1] + Enough;
        }

        _joined.Until(HasCarried, Limit, () => testpmd.Output);
        Assert.All(_joined.Ports, port => Assert.Equal(Musubi.Io.Ports.PortFault.None, port.Fault));
    }
}

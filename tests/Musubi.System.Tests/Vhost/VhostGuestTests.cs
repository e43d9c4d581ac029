using Musubi.Io.Native;
using Musubi.Io.Tests.Support;
using Musubi.Io.Tests.Vhost.FrontEnds;
using Musubi.Io.Vhost.Session;
using Musubi.Io.Virtio;
using Musubi.Lab.Guests;

namespace Musubi.SystemTests.Vhost;

/// <summary>QEMU guests whose NICs are served over vhost-user, joined by us without a switch between: the back end alone is asked.</summary>
[Collection(QemuCollection.Name)]
public sealed class VhostGuestTests : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);
    private static readonly VhostSessionOptions Options = new() { QueuePairs = 2 };

    private readonly TemporaryFolder _folder = new();
    private readonly JoinedPorts _joined = new(3);
    private readonly List<IDisposable> _owned = [];
    private readonly Task _control;
    private bool _done;

    public VhostGuestTests() => _control = Task.Run(() => _joined.Until(() => Volatile.Read(ref _done), TimeSpan.FromMinutes(10)));

    [Fact]
    public async Task Guests_whose_QEMU_listens_talk_over_split_and_packed_rings()
    {
        VhostGuest first = await StartAsync(0, "one", serves: true);
        VhostGuest second = await StartAsync(1, "two", serves: true, ",packed=on");
        await ReadyAsync(first, second);
        Assert.False(Agreed(0).HasFlag(VirtioFeatures.PackedRing));
        Assert.True(Agreed(1).HasFlag(VirtioFeatures.PackedRing));
        await first.RunAsync("ping -c 5 -i 0.2 -W 5 10.77.0.2");
        await AssertTransferAsync(first, second, 20);
        await AssertTransferAsync(second, first, 20, port: 5_001);
    }

    [Fact]
    public async Task Guests_whose_QEMU_connects_talk_with_several_queue_pairs_and_without_merged_buffers()
    {
        VhostGuest first = await StartAsync(0, "one", serves: false, "", queuePairs: 2);
        VhostGuest second = await StartAsync(1, "two", serves: false, ",mrg_rxbuf=off");
        await ReadyAsync(first, second);
        await first.RunAsync("ping -c 5 -i 0.2 -W 5 10.77.0.2");
        await AssertTransferAsync(first, second, 10);
        await AssertTransferAsync(second, first, 10, port: 5_001);
    }

    [Fact]
    public async Task Guests_go_on_when_the_back_end_comes_back()
    {
        VhostGuest first = await StartAsync(0, "one", serves: true);
        VhostGuest second = await StartAsync(1, "two", serves: true);
        await ReadyAsync(first, second);
        await first.RunAsync("ping -c 3 -i 0.2 -W 5 10.77.0.2");

        await OnControlAsync(() => _joined.Endpoints[0]!.Close(Musubi.Io.Vhost.Protocol.VhostRefusal.None));
        await WaitAsync(() => _joined.Endpoints[0]!.IsSpent);
        await ConnectAsync(0, first.Socket);
        await first.RunAsync("ping -c 5 -i 0.2 -W 5 10.77.0.2");
        await AssertTransferAsync(second, first, 5);
    }

    /// <summary>Nobody keeps the place of a packed ring's device: QEMU says that of the beginning.</summary>
    [Fact]
    public async Task A_guest_with_packed_rings_goes_on_once_its_driver_has_reset_the_device_and_disturbs_nobody()
    {
        VhostGuest first = await StartAsync(0, "one", serves: true, ",packed=on");
        VhostGuest second = await StartAsync(1, "two", serves: true);
        await ReadyAsync(first, second);
        await first.RunAsync("ping -c 3 -i 0.2 -W 5 10.77.0.2");

        await OnControlAsync(() => _joined.Endpoints[0]!.Close(Musubi.Io.Vhost.Protocol.VhostRefusal.None));
        await WaitAsync(() => _joined.Endpoints[0]!.IsSpent);
        await ConnectAsync(0, first.Socket);
        Assert.NotEqual(0, (await first.Console.RunAsync("ping -c 3 -i 0.2 -W 2 10.77.0.2")).ExitCode);
        await first.RunAsync("cd /sys/bus/virtio/drivers/virtio_net; for device in virtio*; do echo $device >unbind; echo $device >bind; done; ip link set eth0 up; ip addr add 10.77.0.1/24 dev eth0");
        await first.RunAsync("ping -c 5 -i 0.2 -W 5 10.77.0.2");
        await AssertTransferAsync(second, first, 5);
        Assert.Empty(_joined.Events[1].Gone);
    }

    [Fact]
    public async Task A_guest_keeps_its_connections_through_QEMU_s_live_migration_and_is_announced()
    {
        VhostGuest first = await StartAsync(0, "one", serves: true);
        VhostGuest second = await StartAsync(1, "two", serves: true);
        await ReadyAsync(first, second);
        string stream = _folder.File("migration.sock");
        VhostGuest third = await StartAsync(2, "moved", serves: true, "", 1, Mac(0), "-incoming", $"unix:{stream}");
        await second.RunAsync($"{Sink(5_000)}");
        await first.RunAsync("(for i in $(seq 1 60); do echo line $i; sleep 0.25; done | nc 10.77.0.2 5000) >/dev/null 2>&1 &");

        using QmpClient qmp = await first.ConnectQmpAsync();
        await qmp.ExecuteAsync("migrate", new { uri = $"unix:{stream}" });
        string status = "";
        await WaitAsync(async () => (status = (await qmp.ExecuteAsync("query-migrate")).GetProperty("status").GetString()!) is "completed" or "failed");
        Assert.Equal("completed", status);
        await WaitAsync(() => _joined.Events[2].Running && !_joined.Events[0].Running);
        first.Dispose();

        await third.RunAsync("ping -c 3 -i 0.2 -W 5 10.77.0.2");
        await second.RunAsync("for i in $(seq 1 60); do [ -f /tmp/ended ] && break; sleep 0.5; done; [ $(grep -c line /tmp/got) = 60 ]");
        Assert.Contains(0x024d_5600_0001ul, _joined.Events[2].Announced);
    }

    public async ValueTask DisposeAsync()
    {
        Volatile.Write(ref _done, true);
        await _control;
        _owned.ForEach(one => one.Dispose());
        _joined.Dispose();
        _folder.Dispose();
    }

    /// <summary>Listens in a guest and keeps what comes. busybox's nc ends the connection when its own input ends: it stays open.</summary>
    private static string Sink(int port) =>
        $"rm -f /tmp/ended /tmp/quiet; mkfifo /tmp/quiet; (exec 4<>/tmp/quiet; nc -l -p {port} <&4 >/tmp/got; touch /tmp/ended) >/dev/null 2>&1 & sleep 1";

    private static string Mac(int port) => $"02:4d:56:00:00:{port + 1:x2}";

    private VirtioFeatures Agreed(int port) => _joined.Endpoints[port]!.Session!.Features;

    private async Task<VhostGuest> StartAsync(int port, string name, bool serves, string device = "", int queuePairs = 1, string? mac = null, params string[] more)
    {
        string socket = Path.Combine(_folder.Path, name + ".vhost");
        if (!serves)
        {
            FileDescriptor listener = VhostSockets.Listen(socket, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            _owned.Add(listener);
            await OnControlAsync(() => _joined.Attach(port, listener, listening: true, Options));
        }

        VhostGuest guest = new(_folder.Path, name, mac ?? Mac(port), serves, device, queuePairs, more);
        _owned.Insert(0, guest);
        if (serves)
        {
            await ConnectAsync(port, socket);
        }

        return guest;
    }

    private async Task ConnectAsync(int port, string path)
    {
        FileDescriptor? socket = null;
        await WaitAsync(() => (socket = TryConnect(path)) is not null);
        using (socket)
        {
            await OnControlAsync(() => _joined.Attach(port, socket!, listening: false, Options));
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

    /// <summary>Both guests are up and have their addresses.</summary>
    private async Task ReadyAsync(VhostGuest first, VhostGuest second)
    {
        await Task.WhenAll(first.Console.WaitReadyAsync(Limit), second.Console.WaitReadyAsync(Limit));
        await first.RunAsync("ip addr add 10.77.0.1/24 dev eth0");
        await second.RunAsync("ip addr add 10.77.0.2/24 dev eth0");
        Assert.True(_joined.Events[0].Running && _joined.Events[1].Running, _joined.State);
    }

    private static async Task AssertTransferAsync(VhostGuest from, VhostGuest to, int megabytes, int port = 5_000)
    {
        string address = await to.RunAsync("ip -4 addr show dev eth0 | sed -n 's/.*inet \\([0-9.]*\\).*/\\1/p'");
        await to.RunAsync($"{Sink(port)}");
        string sum = await from.RunAsync($"dd if=/dev/urandom of=/tmp/data bs=1M count={megabytes} 2>/dev/null; nc {address} {port} </tmp/data; md5sum </tmp/data; rm /tmp/data", 120);
        string got = await to.RunAsync("for i in $(seq 1 60); do [ -f /tmp/ended ] && break; sleep 0.5; done; md5sum </tmp/got", 120);
        Assert.Equal(sum, got);
    }

    private async Task OnControlAsync(Action action)
    {
        TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _joined.Ask(() =>
        {
            action();
            done.SetResult();
        });
        await Task.WhenAny(done.Task, _control);
        Assert.True(done.Task.IsCompleted, _control.Exception?.ToString());
    }

    private Task WaitAsync(Func<bool> isSo) => WaitAsync(() => Task.FromResult(isSo()));

    private async Task WaitAsync(Func<Task<bool>> isSo)
    {
        Deadline deadline = new(Limit);
        while (!await isSo())
        {
            Assert.False(deadline.Passed || _control.IsCompleted, _control.Exception?.ToString() ?? "not so in time");
            await Task.Delay(50);
        }
    }
}

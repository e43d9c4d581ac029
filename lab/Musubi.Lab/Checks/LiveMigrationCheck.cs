using System.Text.Json;
using Musubi.Lab.Fabric;
using Musubi.Lab.Guests;
using Musubi.Lab.Observe;
using Musubi.Lab.Processes;

namespace Musubi.Lab.Checks;

/// <summary>QEMU migrates a guest over vhost-user from h1 to h2 and back, while it is pinged from both and sends by TCP.</summary>
internal sealed class LiveMigrationCheck(ProductionFabric fabric) : Check(fabric)
{
    /// <summary>Of a ping's silence. QEMU stops the guest for most of it, for longer the slower the machine is.</summary>
    private static readonly TimeTarget Target = new(1.0);

    private const int Port = 5001;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly QemuGuest _mover = QemuGuest.All[3];
    private readonly QemuGuest _listener = QemuGuest.All[2];

    public override string Title => "QEMU migrates a vhost-user guest to another host and back: its port goes with it, TCP goes on, lost frames are counted";

    protected override async Task ObserveAsync()
    {
        string moving = await GuestTraffic.LeaseAsync(Lab, _mover);
        string listening = await GuestTraffic.LeaseAsync(Lab, _listener);
        await ListenAsync();
        await SendLinesAsync(listening);
        await MoveAsync(moving, _mover.Name, $"{_mover.Name}-away", 2);
        await MoveAsync(moving, $"{_mover.Name}-away", _mover.Name, 1);
        await ExpectLinesAsync();
    }

    private async Task MoveAsync(string address, string from, string to, int host)
    {
        await using PingStream near = await PingStream.StartAsync(Lab, "vm1", address);
        await using PingStream far = await PingStream.StartAsync(Lab, "vm2", address);
        double start = PingStream.Now;
        JsonElement told = await Migration.MoveAsync(Fabric, _mover, from, to, host);
        double end = PingStream.Now;
        bool answered = await near.RepliesAfterAsync(end, Patience) & await far.RepliesAfterAsync(end, Patience);
        Expect(answered, $"{_mover.Name} does not answer on h{host}");
        await near.StopAsync();
        await far.StopAsync();
        double gap = Math.Max(near.LongestGap(start, end).Seconds, far.LongestGap(start, end).Seconds);
        Expect(Target.Allows(gap), $"on the way to h{host} the guest was silent for {Target.Tell(gap)}");
        Fact($"to h{host}: QEMU took {Milliseconds(told, "total-time")} ms and stopped the guest for {Milliseconds(told, "downtime")} ms");
        Fact($"of pings every 10 ms from h1 {near.Lost} of {near.Sent} were lost, from h2 {far.Lost} of {far.Sent}, longest silence {Target.Tell(gap)}");
    }

    private static long Milliseconds(JsonElement told, string field) => told.TryGetProperty(field, out JsonElement value) ? value.GetInt64() : -1;

    /// <summary>busybox's nc ends the connection when its own input ends: the listener's stays open.</summary>
    private Task ListenAsync() => MustAsync(_listener,
        $"rm -f /tmp/lines /tmp/ended /tmp/quiet; mkfifo /tmp/quiet; (exec 4<>/tmp/quiet; nc -l -p {Port} <&4 >/tmp/lines; touch /tmp/ended) >/dev/null 2>&1 & sleep 1");

    private Task SendLinesAsync(string address) => MustAsync(_mover,
        $"rm -f /tmp/stop; (i=0; until [ -f /tmp/stop ] || [ $i = 2000 ]; do i=$((i+1)); echo line $i; sleep 0.1; done | nc {address} {Port}) >/dev/null 2>&1 &");

    /// <summary>Each line once and in order, and the connection ended only when its sender had it end.</summary>
    private async Task ExpectLinesAsync()
    {
        await MustAsync(_listener, "[ ! -f /tmp/ended ]");
        await MustAsync(_mover, "touch /tmp/stop");
        CommandResult counted = await _listener.Console(Lab.Layout).RunAsync(
            "for i in $(seq 1 60); do [ -f /tmp/ended ] && break; sleep 0.5; done; [ -f /tmp/ended ] && awk '$2 != NR { exit 1 } END { print NR }' /tmp/lines");
        Expect(counted.Succeeded, $"the TCP connection did not carry each line once and in order: {counted.Said}");
        Fact($"TCP went on, {counted.Output.Trim()} lines in order");
    }

    private async Task MustAsync(QemuGuest guest, string script)
    {
        CommandResult result = await guest.Console(Lab.Layout).RunAsync(script);
        if (!result.Succeeded)
        {
            throw new LabException($"in {guest.Name}, `{script}` failed: {result.Said}");
        }
    }
}

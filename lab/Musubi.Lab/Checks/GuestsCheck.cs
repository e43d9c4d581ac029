using System.Globalization;
using Musubi.Lab.Fabric;
using Musubi.Lab.Guests;
using Musubi.Lab.Processes;

namespace Musubi.Lab.Checks;

/// <summary>Item 3: two QEMU guests with different NICs.</summary>
internal sealed class GuestsCheck(ProductionFabric fabric) : Check(fabric)
{
    private const int Megabytes = 100;
    private const int Port = 5000;

    public override string Title => "QEMU guests with virtio-net and vmxnet3 lease addresses, talk to each other and to a namespace VM, and carry 100 MB intact";

    protected override async Task ObserveAsync()
    {
        QemuGuest first = QemuGuest.All[0];
        QemuGuest second = QemuGuest.All[1];
        string one = await LeaseAsync(first);
        string two = await LeaseAsync(second);
        string vm = await Fabric.Vm(3).AddressAsync() ?? throw new LabException("vm3 has no address");
        await ExpectReachedAsync(first, two);
        await ExpectReachedAsync(second, one);
        await ExpectReachedAsync(first, vm);
        await ExpectReachedAsync(second, vm);
        Expect(await Fabric.Vm(3).ReachesAsync(one), $"vm3 does not reach {first.Name}");
        Fact($"{first.Name} ({first.Model}) {one}, {second.Name} ({second.Model}) {two}");
        await TransferAsync(first, second, two);
    }

    private async Task<string> LeaseAsync(QemuGuest guest)
    {
        CommandResult lease = await Console(guest).RunAsync("udhcpc -i eth0 -n -q -t 10 -T 1 -s /etc/dhcp.sh >&2 && ip -4 -o addr show dev eth0 | sed 's/.*inet \\([0-9.]*\\).*/\\1/'");
        return lease.Succeeded && lease.Output.Trim() is { Length: > 0 } address ? address : throw new LabException($"{guest.Name} got no lease: {lease.Said}");
    }

    private async Task ExpectReachedAsync(QemuGuest guest, string address) =>
        Expect((await Console(guest).RunAsync($"ping -c 3 -W 2 {address}")).Succeeded, $"{guest.Name} does not reach {address}");

    /// <summary>Random bytes, so that a lost or doubled part cannot go unnoticed; compared by their SHA-256 at both ends.</summary>
    private async Task TransferAsync(QemuGuest from, QemuGuest to, string address)
    {
        var limit = TimeSpan.FromMinutes(4);
        CommandResult made = await Console(from).RunAsync($"dd if=/dev/urandom of=/tmp/data bs=1M count={Megabytes} 2>/dev/null && sha256sum </tmp/data", limit);
        // busybox's nc ends the connection when its own input ends: the receiver's stays open.
        Task<CommandResult> received = Console(to).RunAsync(
            $"rm -f /tmp/quiet; mkfifo /tmp/quiet; exec 4<>/tmp/quiet; nc -l -p {Port} <&4 | tee /tmp/got | sha256sum; wc -c </tmp/got; rm /tmp/got", limit);
        CommandResult sent = await Console(from).RunAsync(
            $"n=0; until nc -w 60 {address} {Port} </tmp/data; do n=$((n+1)); [ $n -lt 20 ] || exit 1; sleep 1; done; rm /tmp/data; cut -d' ' -f1 /proc/uptime", limit);
        CommandResult got = await received;
        Expect(made.Succeeded && sent.Succeeded && got.Succeeded, $"the transfer failed: {made.Said} {sent.Said} {got.Said}");
        string[] lines = got.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Expect(lines.Length == 2 && lines[0] == made.Output.Trim(), $"what arrived is not what was sent: {got.Said}");
        Fact($"{(lines.Length == 2 ? long.Parse(lines[1].Trim(), CultureInfo.InvariantCulture) : 0) >> 20} MB by TCP, SHA-256 equal");
    }

    private GuestConsole Console(QemuGuest guest) => guest.Console(Lab.Layout);
}

using System.Globalization;
using Musubi.Lab.Processes;
using Musubi.Lab.Topology;

namespace Musubi.Lab.Guests;

/// <summary>What QEMU guests do on the network: lease an address, ping, carry data that is compared at both ends.</summary>
internal static class GuestTraffic
{
    private const int Port = 5000;
    private static readonly TimeSpan TransferLimit = TimeSpan.FromMinutes(4);

    /// <summary>Asks the DHCP server. Returns the address.</summary>
    public static async Task<string> LeaseAsync(Datacenter lab, QemuGuest guest)
    {
        CommandResult lease = await guest.Console(lab.Layout).RunAsync(
            "udhcpc -i eth0 -n -q -t 10 -T 1 -s /etc/dhcp.sh >&2 && ip -4 -o addr show dev eth0 | sed 's/.*inet \\([0-9.]*\\).*/\\1/'");
        return lease.Succeeded && lease.Output.Trim() is { Length: > 0 } address ? address : throw new LabException($"{guest.Name} got no lease: {lease.Said}");
    }

    public static async Task<bool> ReachesAsync(Datacenter lab, QemuGuest guest, string address) =>
        (await guest.Console(lab.Layout).RunAsync($"ping -c 3 -W 2 {address}")).Succeeded;

    /// <summary>Random bytes by TCP, so that a lost or doubled part cannot go unnoticed; compared by their SHA-256 at both ends.</summary>
    /// <returns>How many bytes arrived.</returns>
    /// <exception cref="LabException">It failed, or what arrived is not what was sent.</exception>
    public static async Task<long> TransferAsync(Datacenter lab, QemuGuest from, QemuGuest to, string address, int megabytes)
    {
        GuestConsole sender = from.Console(lab.Layout);
        CommandResult made = await sender.RunAsync($"dd if=/dev/urandom of=/tmp/data bs=1M count={megabytes} 2>/dev/null && sha256sum </tmp/data", TransferLimit);
        // busybox's nc ends the connection when its own input ends: the receiver's stays open.
        Task<CommandResult> received = to.Console(lab.Layout).RunAsync(
            $"rm -f /tmp/quiet; mkfifo /tmp/quiet; exec 4<>/tmp/quiet; nc -l -p {Port} <&4 | tee /tmp/got | sha256sum; wc -c </tmp/got; rm /tmp/got", TransferLimit);
        CommandResult sent = await sender.RunAsync(
            $"n=0; until nc -w 60 {address} {Port} </tmp/data; do n=$((n+1)); [ $n -lt 20 ] || exit 1; sleep 1; done; rm /tmp/data", TransferLimit);
        CommandResult got = await received;
        if (!made.Succeeded || !sent.Succeeded || !got.Succeeded)
        {
            throw new LabException($"the transfer from {from.Name} to {to.Name} failed: {made.Said} {sent.Said} {got.Said}");
        }

        string[] lines = got.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return lines.Length == 2 && lines[0] == made.Output.Trim()
            ? long.Parse(lines[1].Trim(), CultureInfo.InvariantCulture)
            : throw new LabException($"what {to.Name} got is not what {from.Name} sent: {got.Said}");
    }
}

using Musubi.Lab.Fabric;
using Musubi.Lab.Guests;

namespace Musubi.Lab.Checks;

/// <summary>QEMU guests whose memory the switches share: two on one host, one on another.</summary>
internal sealed class VhostGuestsCheck(ProductionFabric fabric) : Check(fabric)
{
    private const int Megabytes = 100;

    public override string Title => "QEMU guests over vhost-user lease addresses, talk to each other on one host and across, and carry 100 MB intact";

    protected override async Task ObserveAsync()
    {
        QemuGuest[] guests = [.. QemuGuest.All.Where(guest => guest.SharesMemory)];
        Dictionary<QemuGuest, string> addresses = [];
        foreach (QemuGuest guest in guests)
        {
            addresses[guest] = await GuestTraffic.LeaseAsync(Lab, guest);
        }

        string vm = await Fabric.Vm(1).AddressAsync() ?? throw new LabException("vm1 has no address");
        foreach (QemuGuest guest in guests)
        {
            foreach (string address in addresses.Where(other => other.Key != guest).Select(other => other.Value).Append(vm))
            {
                Expect(await GuestTraffic.ReachesAsync(Lab, guest, address), $"{guest.Name} does not reach {address}");
            }
        }

        Fact($"{string.Join(", ", guests.Select(guest => $"{guest.Name} on h{guest.Host} {addresses[guest]}"))}");
        long local = await GuestTraffic.TransferAsync(Lab, guests[0], guests[1], addresses[guests[1]], Megabytes);
        long across = await GuestTraffic.TransferAsync(Lab, guests[0], guests[2], addresses[guests[2]], Megabytes);
        Fact($"{local >> 20} MB on one host and {across >> 20} MB across by TCP, SHA-256 equal");
    }
}

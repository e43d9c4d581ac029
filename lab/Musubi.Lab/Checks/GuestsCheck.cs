using Musubi.Lab.Fabric;
using Musubi.Lab.Guests;

namespace Musubi.Lab.Checks;

/// <summary>Two QEMU guests with different NICs, each on a TAP.</summary>
internal sealed class GuestsCheck(ProductionFabric fabric) : Check(fabric)
{
    private const int Megabytes = 100;

    public override string Title => "QEMU guests with virtio-net and vmxnet3 lease addresses, talk to each other and to a namespace VM, and carry 100 MB intact";

    protected override async Task ObserveAsync()
    {
        QemuGuest first = QemuGuest.All[0];
        QemuGuest second = QemuGuest.All[1];
        string one = await GuestTraffic.LeaseAsync(Lab, first);
        string two = await GuestTraffic.LeaseAsync(Lab, second);
        string vm = await Fabric.Vm(3).AddressAsync() ?? throw new LabException("vm3 has no address");
        await ExpectReachedAsync(first, two);
        await ExpectReachedAsync(second, one);
        await ExpectReachedAsync(first, vm);
        await ExpectReachedAsync(second, vm);
        Expect(await Fabric.Vm(3).ReachesAsync(one), $"vm3 does not reach {first.Name}");
        Fact($"{first.Name} ({first.Nic}) {one}, {second.Name} ({second.Nic}) {two}");
        long bytes = await GuestTraffic.TransferAsync(Lab, first, second, two, Megabytes);
        Fact($"{bytes >> 20} MB by TCP, SHA-256 equal");
    }

    private async Task ExpectReachedAsync(QemuGuest guest, string address) =>
        Expect(await GuestTraffic.ReachesAsync(Lab, guest, address), $"{guest.Name} does not reach {address}");
}

using Musubi.Lab.Fabric;
using Musubi.Lab.Guests;
using Musubi.Lab.Observe;

namespace Musubi.Lab.Checks;

/// <summary>The data plane that serves two guests' memory is killed while they send.</summary>
internal sealed class VhostKilledCheck(ProductionFabric fabric, int kills) : Check(fabric)
{
    /// <summary>The new data plane finds the sockets of the guests' QEMU, which listens again at once.</summary>
    private static readonly TimeTarget Target = new(1.0);

    private const int Megabytes = 40;

    public override string Title => $"a data plane that serves guests over vhost-user, killed {kills} times while they send: back at once, {Megabytes} MB intact";

    protected override async Task ObserveAsync()
    {
        QemuGuest[] guests = [.. QemuGuest.All.Where(guest => guest.SharesMemory)];
        string one = await GuestTraffic.LeaseAsync(Lab, guests[0]);
        string two = await GuestTraffic.LeaseAsync(Lab, guests[1]);
        await using PingStream ping = await PingStream.StartAsync(Lab, "vm2", one);
        Task<long> transfer = GuestTraffic.TransferAsync(Lab, guests[0], guests[1], two, Megabytes);
        List<double> recoveries = [];
        for (int round = 0; round < kills; round++)
        {
            recoveries.Add(await DataPlaneKill.OnceAsync(Lab, guests[0].Host, ping));
        }

        Expect(recoveries.All(Target.Allows), $"from the kill to the first reply it took {string.Join(", ", recoveries.Select(Target.Tell))}");
        long bytes = await transfer;
        Fact($"from kill to first reply {recoveries.Average() * 1000:0} ms on average, {Target.Tell(recoveries.Max())} at most; {bytes >> 20} MB by TCP, SHA-256 equal");
    }
}

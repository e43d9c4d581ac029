using System.Diagnostics;
using Musubi.Contracts.Plan;
using Musubi.Switch.Tests.Control.Testbed;

namespace Musubi.Switch.Tests.Control;

/// <summary>A shaped guest behind a TAP that comes from another host: the plan says when it is here.</summary>
public sealed class SwitchShapingTests
{
    private const int Bytes = 1000;

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    public void A_guest_that_comes_begins_with_what_was_told_of_it(int frames)
    {
        using Bed bed = new(vms: 2);
        Vm guest = bed.Vms[0];
        // One frame a second, and more than all that follow after a pause.
        guest.Port.Vnic.Shaping = new ShapingSettings { Egress = new ShapingLimit { AverageBitsPerSecond = 8_000, PeakBitsPerSecond = 1_000_000_000, BurstBytes = 1_000_000 } };
        guest.Port.Vnic.Mute = true;
        using FakeAgent agent = bed.StartAgent();
        if (frames > 0)
        {
            guest.Port.Vnic.Shaping.Awaited = new ShaperCredit { EgressBytes = (ulong)(frames * Bytes) };
            agent.Apply(bed.Plan());
            guest.Port.Vnic.Shaping.Awaited = null;
        }

        guest.Port.Vnic.Mute = false;
        agent.Apply(bed.Plan());

        long start = Stopwatch.GetTimestamp();
        guest.Namespace.Ip("neighbour", "replace", bed.Vms[1].Address, "lladdr", "02:00:00:00:00:02", "dev", "eth0", "nud", "permanent");
        bed.Vms[1].Namespace.Ip("neighbour", "replace", guest.Address, "lladdr", "02:00:00:00:00:01", "dev", "eth0", "nud", "permanent");
        Command.TryRun("ip", "netns", "exec", bed.Vms[1].Namespace.Name, "ping", "-q", "-c", "100", "-i", "0.002", "-W", "1", "-s", $"{Bytes - 42}", guest.Address);
        Deadline.Until(() => bed.Counter(guest.Port, "tx-bytes") >= frames * Bytes, "what it had passes");

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds + 1;
        Assert.InRange(bed.Counter(guest.Port, "tx-bytes"), frames * Bytes, (frames * Bytes) + (Bytes * (seconds + 2)));
    }
}

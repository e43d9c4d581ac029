using System.Diagnostics;
using Musubi.Lab.Fabric;
using Musubi.Lab.Observe;

namespace Musubi.Lab.Checks;

/// <summary>Items 4 and 5: processes of the control plane are killed under traffic, stay dead, and come back.</summary>
internal abstract class OutageCheck(ProductionFabric fabric, TimeSpan dead) : Check(fabric)
{
    protected TimeSpan Dead { get; } = dead;

    protected override async Task ObserveAsync()
    {
        Survivors before = await Survivors.RememberAsync(Fabric);
        int renewals = Renewals();
        await using Outage outage = await Outage.BeginAsync(Fabric, Dead + TimeSpan.FromSeconds(5));
        long start = Stopwatch.GetTimestamp();
        await KillAsync();
        try
        {
            await RenewAsync();
            Expect(await outage.StartAnewAsync(), $"no new flow could start");
            await outage.CutLinksAsync();
            await WhileDeadAsync();
            TimeSpan left = Dead - Stopwatch.GetElapsedTime(start);
            await Task.Delay(left > TimeSpan.Zero ? left : TimeSpan.Zero);
            Expect(await Wait.UntilAsync(() => Renewals() > renewals, TimeSpan.FromSeconds(30)), $"no lease was renewed");
        }
        finally
        {
            await ReviveAsync();
        }

        await ReportAsync(outage, before);
    }

    /// <summary>Kills what this check is about; it stays dead.</summary>
    protected abstract Task KillAsync();

    /// <summary>Further things to see while it is dead.</summary>
    protected abstract Task WhileDeadAsync();

    /// <summary>Starts it again and waits until it is in working order.</summary>
    protected abstract Task ReviveAsync();

    private async Task ReportAsync(Outage outage, Survivors before)
    {
        BandwidthResult stream = await outage.EndAsync();
        Expect(outage.LostOtherwise == 0, $"{outage.LostOtherwise} pings were lost other than to a cut link");
        Expect(outage.Failovers.All(Outage.Target.Allows), $"failover took {string.Join(", ", outage.Failovers.Select(Outage.Target.Tell))}");
        Expect(stream.Survived, $"the TCP stream broke: {stream.Error}");
        IReadOnlyList<string> differences = await before.DifferencesAsync();
        Expect(differences.Count == 0, $"{string.Join(", ", differences)}");
        Fact($"dead {Dead.TotalSeconds:0} s: {outage.Answered} pings, 0 lost to it; links cut, longest gap {Outage.Target.Tell(outage.Failovers.Max())}; TCP went on; lease renewed");
    }

    private int Renewals()
    {
        string log = Lab.Services.LeaseLog("vm1");
        return File.Exists(log) ? File.ReadLines(log).Count(line => line.StartsWith("renew", StringComparison.Ordinal)) : 0;
    }

    /// <summary>A time too short for a lease to reach its half by itself: the client is asked to renew now (SIGUSR1).</summary>
    private async Task RenewAsync()
    {
        if (Dead < TimeSpan.FromSeconds(Topology.Services.LeaseSeconds / 2))
        {
            int client = (await Lab.Processes.StatusAsync("vm1-dhcp")).Id;
            await Processes.Shell.MustAsync(["kill", "-USR1", $"{client}"]);
        }
    }
}

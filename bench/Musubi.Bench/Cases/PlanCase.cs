using System.Diagnostics;
using System.Globalization;
using Musubi.Bench.Failover;
using Musubi.Bench.Peers;
using Musubi.Bench.Report;
using Musubi.Contracts.Plan;

namespace Musubi.Bench.Cases;

/// <summary>
/// B10: how long the largest plan takes from the agent's socket until every worker runs it, and what a VM that sends all the while loses: 4,096 ports that
/// run, of 1,000 port groups with settings of their own, every one of which is another in each plan.
/// </summary>
internal sealed class PlanCase(string program, RowFile rows)
{
    private const int Ports = 4096 - FailoverBed.Uplinks;
    private const int Groups = 1000;
    private const int Swaps = 10;

    public void Run(int rounds)
    {
        using FailoverBed bed = new(program, FailoverBed.Team(beacons: false, failbackDelay: 100), spanningTree: false, Ports, listening: true);
        for (int round = 1; round <= rounds; round++)
        {
            using FrameStream stream = new(bed.Vm, bed.Station, FailoverBed.VmMac, FailoverBed.StationMac);
            Thread.Sleep(TimeSpan.FromSeconds(1));
            double before = bed.ControlMilliseconds;
            List<double> took = [.. Enumerable.Range(0, Swaps).Select(swap => Swap(bed, (round * Swaps) + swap))];
            double ran = (bed.ControlMilliseconds - before) / Swaps;
            StreamRecord record = stream.Stop();
            string what = string.Create(CultureInfo.InvariantCulture, $"4096 ports of {Groups} port groups");
            rows.Add(new Row("B10", what, PeerFactory.Musubi, round, took.Order().ElementAt(Swaps / 2), "ms until every worker runs the plan"));
            rows.Add(new Row("B10", what, PeerFactory.Musubi, round, ran, "ms of the control thread's processor time for a plan"));
            rows.Add(new Row("B10", what, PeerFactory.Musubi, round, record.Lost, $"frames lost of {FrameStream.Rate} a second"));
        }
    }

    /// <summary>Milliseconds.</summary>
    private static double Swap(FailoverBed bed, int number)
    {
        foreach (PlannedPort port in bed.Plan.Ports.Where(port => port.Vnic is { Number: > 1 }))
        {
            Change(port.Vnic, (int)(port.Vnic.Number % Groups), number);
        }

        long start = Stopwatch.GetTimestamp();
        bed.Apply();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static void Change(VnicRole vnic, int group, int number)
    {
        vnic.Vlan = new VlanSettings { Access = (uint)(1 + ((group + number) % 4094)) };
        vnic.Security = new SecuritySettings { ForgedTransmits = (group + number) % 2 == 0, Promiscuous = group % 100 == 0 };
        vnic.Teaming = vnic.Teaming.Clone();
        vnic.Teaming.Policy = (TeamingPolicy)(1 + ((group + number) % 5));
        vnic.Teaming.FailbackDelayMilliseconds = (uint)(group % 200);
    }
}

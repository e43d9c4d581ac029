using Musubi.Bench.Failover;
using Musubi.Bench.Peers;
using Musubi.Bench.Report;

namespace Musubi.Bench.Cases;

/// <summary>
/// B9: frames that a VM loses, sending and being sent to, when its uplink fails and when it comes back: by the link, by a path that carries nothing while
/// the link stays up, by the link of a LAG's member, and with a physical switch that forwards seconds after the link came up.
/// </summary>
internal sealed class FailoverCase(string program, string ovs, RowFile rows)
{
    private const uint Default = 100;
    private const uint Long = 6_000;

    /// <summary>Most ports of a plan, less the uplinks.</summary>
    private const int Many = 4096 - FailoverBed.Uplinks;

    private static readonly TimeSpan Steady = TimeSpan.FromSeconds(1);

    public void Run(int rounds)
    {
        for (int round = 1; round <= rounds; round++)
        {
            foreach (bool sends in (bool[])[true, false])
            {
                foreach (bool agent in (bool[])[true, false])
                {
                    Links(round, sends, agent, ports: 1);
                    Paths(round, sends, agent);
                    Members(round, sends, agent);
                }

                Links(round, sends, agent: true, Many);
                SlowSwitch(round, sends, Default);
                SlowSwitch(round, sends, Long);
            }
        }
    }

    private void Links(int round, bool sends, bool agent, int ports)
    {
        using FailoverBed bed = new(program, FailoverBed.Team(beacons: false, Default), spanningTree: false, ports);
        string with = (ports > 1 ? " of 4096 ports" : "") + End(bed, agent);
        Measure(round, bed, sends, "link lost" + with, () => bed.SetCable(false), Steady, tellsOfLink: true);
        Measure(round, bed, sends, "link back" + with, () => bed.SetCable(true), Steady);
    }

    private void Paths(int round, bool sends, bool agent)
    {
        using FailoverBed bed = new(program, FailoverBed.Team(beacons: true, Default), spanningTree: false, ports: 1);
        string with = End(bed, agent);
        Thread.Sleep(TimeSpan.FromSeconds(4));
        Measure(round, bed, sends, "path dead and beacons" + with, () => bed.SetForwarding(false), TimeSpan.FromSeconds(6));
        Measure(round, bed, sends, "path back and beacons" + with, () => bed.SetForwarding(true), TimeSpan.FromSeconds(6));
    }

    private void Members(int round, bool sends, bool agent)
    {
        using FailoverBed bed = new(program, FailoverBed.LagTeam(), spanningTree: false, ports: 1, ovs: ovs);
        string with = End(bed, agent);
        using (FrameStream stream = Stream(bed, sends))
        {
            Thread.Sleep(Steady);
        }

        bed.ChooseBusiest(sends);
        Measure(round, bed, sends, "member of a LAG lost" + with, () => bed.SetCable(false), Steady, tellsOfLink: true);
        Measure(round, bed, sends, "member of a LAG back" + with, () => bed.SetCable(true), TimeSpan.FromSeconds(3));
        bed.AwaitMembers(FailoverBed.LagMembers);
    }

    private void SlowSwitch(int round, bool sends, uint delay)
    {
        using FailoverBed bed = new(program, FailoverBed.Team(beacons: false, delay), spanningTree: true, ports: 1);
        bed.SetCable(false);
        Thread.Sleep(Steady);
        Measure(round, bed, sends, $"link back but forwards 4 s later and failback delay {delay} ms", () => bed.SetCable(true), TimeSpan.FromSeconds(9));
    }

    /// <summary>Lets the agent go, or not; how that is called.</summary>
    private static string End(FailoverBed bed, bool agent)
    {
        if (agent)
        {
            return "";
        }

        bed.EndAgent();
        return " without agent";
    }

    private void Measure(int round, FailoverBed bed, bool sends, string what, Action happens, TimeSpan then, bool tellsOfLink = false)
    {
        using FrameStream stream = Stream(bed, sends);
        Thread.Sleep(Steady);
        happens();
        Thread.Sleep(then);
        StreamRecord record = stream.Stop();
        string label = $"{what}: VM {(sends ? "sends" : "is sent to")}";
        Row(round, label, record.Lost, $"frames lost of {FrameStream.Rate} a second");
        Row(round, label, record.Gap, "ms without frames");
        if (tellsOfLink)
        {
            Row(round, label, record.RecoveredAfter(bed.Events.LastDown), "ms from the link's event to frames on the standby");
        }
    }

    private static FrameStream Stream(FailoverBed bed, bool sends) => sends
        ? new FrameStream(bed.Vm, bed.Station, FailoverBed.VmMac, FailoverBed.StationMac)
        : new FrameStream(bed.Station, bed.Vm, FailoverBed.StationMac, FailoverBed.VmMac);

    private void Row(int round, string what, double value, string unit) => rows.Add(new Row("B9", what, PeerFactory.Musubi, round, value, unit));
}

using System.Globalization;
using Google.Protobuf;
using Musubi.Bench.Failover;
using Musubi.Bench.Peers;
using Musubi.Bench.Report;
using Musubi.Contracts.Plan;

namespace Musubi.Bench.Cases;

/// <summary>
/// B10: how long the largest plan takes from the agent's socket until every worker runs it, and what a VM that sends all the while loses: 4,096 ports that
/// run, of 1,000 port groups with settings and ten rules of their own, every one of which is another in each plan.
/// </summary>
internal sealed class PlanCase(string program, RowFile rows)
{
    private const int Ports = 4096 - FailoverBed.Uplinks;
    private const int Groups = 1000;
    private const int RulesOfGroup = 10;
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
            string what = string.Create(CultureInfo.InvariantCulture, $"4096 ports of {Groups} port groups with {Groups * RulesOfGroup} rules");
            rows.Add(new Row("B10", what, PeerFactory.Musubi, round, took.Order().ElementAt(Swaps / 2), "ms until every worker runs the plan"));
            rows.Add(new Row("B10", what, PeerFactory.Musubi, round, ran, "ms of the control thread's processor time for a plan"));
            rows.Add(new Row("B10", what, PeerFactory.Musubi, round, record.Lost, $"frames lost of {FrameStream.Rate} a second"));
        }
    }

    /// <summary>Milliseconds.</summary>
    private static double Swap(FailoverBed bed, int number)
    {
        bed.Plan.RuleSets.Clear();
        bed.Plan.RuleSets.AddRange(Enumerable.Range(0, Groups).Select(group => Rules(group, number)));
        foreach (PlannedPort port in bed.Plan.Ports.Where(port => port.Vnic is { Number: > 1 }))
        {
            Change(port.Vnic, (int)(port.Vnic.Number % Groups), number);
        }

        return bed.Apply().TotalMilliseconds;
    }

    private static void Change(VnicRole vnic, int group, int number)
    {
        vnic.Vlan = new VlanSettings { Access = (uint)(1 + ((group + number) % 4094)) };
        vnic.Security = new SecuritySettings { ForgedTransmits = (group + number) % 2 == 0, Promiscuous = group % 100 == 0 };
        vnic.Teaming = vnic.Teaming.Clone();
        vnic.Teaming.Policy = (TeamingPolicy)(1 + ((group + number) % 5));
        vnic.Teaming.FailbackDelayMilliseconds = (uint)(group % 200);
        vnic.RuleSet = KeyOf(group);
    }

    /// <summary>A group's rules: from a network of its own, nine ports and all others.</summary>
    private static RuleSet Rules(int group, int number)
    {
        RuleSet set = new() { Key = KeyOf(group) };
        for (int i = 0; i < RulesOfGroup; i++)
        {
            RuleMatch match = new()
            {
                Source = new AddressPrefix { Address = ByteString.CopyFrom([10, (byte)number, (byte)(group >> 8), (byte)group]), PrefixLength = 32 },
                Protocol = new NumberRange { First = 6, Last = 6 },
            };
            if (i < RulesOfGroup - 1)
            {
                uint port = (uint)(1024 + (number % 600 * 100) + (i * 10));
                match.DestinationPort = new NumberRange { First = port, Last = port + 4 };
            }

            set.Rules.Add(new Rule
            {
                Name = string.Create(CultureInfo.InvariantCulture, $"rule {i}"),
                Ingress = true,
                Egress = i % 2 == 0,
                Action = i < RulesOfGroup - 1 ? RuleAction.Allow : RuleAction.Drop,
                Match = match,
            });
        }

        return set;
    }

    private static uint KeyOf(int group) => (uint)(group + 1);
}

using Musubi.Contracts.Plan;
using Musubi.Switch.Forwarding;
using Musubi.Switch.Forwarding.Compile;
using Musubi.Switch.Forwarding.Learning;
using Musubi.Switch.Tests.Forwarding.Testbed;

namespace Musubi.Switch.Tests.Forwarding.Learning;

/// <summary>One thread learns, moves and forgets while another looks up.</summary>
public sealed class LearningLitmusTests
{
    private const int Ports = 4;
    private const int Macs = 512;
    private const int Rounds = 20_000;

    [Fact]
    public void A_reader_never_finds_a_MAC_at_a_port_that_never_had_it()
    {
        Random random = new(7);
        MacLearner learner = new(() => (ulong)random.NextInt64());
        LearningPort[] ports = [.. Enumerable.Range(0, Ports).Select(i => new LearningPort(learner.Macs, i, 4096, 1))];
        PlanBuilder builder = new();
        foreach (LearningPort _ in ports)
        {
            builder.Vnic(Vlan.None, vnic =>
            {
                vnic.Security.ForgedTransmits = true;
                vnic.MacLearning = new MacLearning { Limit = 4096, AgeingSeconds = 1 };
            });
        }

        ForwardingPlan plan = PlanCompiler.Compile(builder.Plan, [.. ports.Select(port => new PortInput { Running = true, Learner = port })]);
        learner.Follow(plan);
        bool ended = false;
        (long found, long wrong) = (0, 0);
        Thread reader = new(() =>
        {
            while (!Volatile.Read(ref ended))
            {
                for (int mac = 0; mac < Macs; mac++)
                {
                    int owner = plan.Owner(Address(mac), plan.Domain(0, 0), 0, 0);
                    found += owner >= 0 ? 1 : 0;
                    // A MAC is only ever told by two of the ports.
                    wrong += owner >= 0 && owner != mac % Ports && owner != (mac + 1) % Ports ? 1 : 0;
                }
            }
        });
        reader.Start();
        for (int round = 0; round < Rounds; round++)
        {
            int mac = random.Next(Macs);
            ports[(mac + random.Next(2)) % Ports].Tell(LearnedTable.Key(Address(mac), 0));
            learner.Read();
            if (random.Next(50) == 0)
            {
                learner.Advance(learner.Macs.Now + 1);
            }
        }

        Volatile.Write(ref ended, true);
        reader.Join();
        Assert.Equal(0, wrong);
        Assert.True(found > 0 && learner.Counts is { Moved: > 0, Aged: > 0, Rebuilt: > 0 }, $"{found} found");
    }

    private static ulong Address(int mac) => 0x0600_0000_0000 + (ulong)mac;
}

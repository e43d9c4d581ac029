using Musubi.Contracts.Plan;
using Musubi.Switch.Forwarding;
using Musubi.Switch.Forwarding.Compile;
using Musubi.Switch.Forwarding.Learning;
using Musubi.Switch.Tests.Forwarding.Testbed;

namespace Musubi.Switch.Tests.Forwarding.Learning;

public sealed class MacLearnerTests
{
    private readonly Random _random = new(1);
    private readonly MacLearner _learner;
    private readonly List<LearningPort> _ports = [];
    private ForwardingPlan _plan = ForwardingPlan.Empty;
    private int _next;

    public MacLearnerTests() => _learner = new MacLearner(() => (ulong)_random.NextInt64());

    [Fact]
    public void A_flood_by_many_ports_neither_keeps_out_nor_pushes_out_what_a_quiet_port_learns()
    {
        Follow(ports: 40, limit: 4096);
        Learn(_ports[0], 10);
        for (int port = 1; port < 40; port++)
        {
            Learn(_ports[port], 5000);
        }

        Assert.Equal(10, _ports[0].Count);
        Assert.True(_learner.Total <= MacLearner.Capacity);
        Learn(_ports[0], 1000);
        Assert.Equal(1010, _ports[0].Count);
        Assert.All(_ports, port => Assert.True(port.Count <= 4096));
    }

    [Fact]
    public void Room_that_nobody_needs_is_used_up_to_the_last_place()
    {
        Follow(ports: 40, limit: 4096);
        for (int port = 0; port < 32; port++)
        {
            Learn(_ports[port], 5000);
        }

        Assert.Equal(MacLearner.Capacity - (8 * (MacLearner.Capacity / 40)), _learner.Total);
        Assert.True(_ports[0].Count > _ports[0].Share);
        Assert.True(_ports[31].Full);
    }

    [Fact]
    public void Ports_that_begin_to_learn_get_their_share_from_those_that_have_more()
    {
        Follow(ports: 32, limit: 4096);
        _ports.ForEach(port => Learn(port, 4096));
        Assert.Equal(MacLearner.Capacity, _learner.Total);

        Follow(ports: 64, limit: 4096);
        Assert.Equal(MacLearner.Capacity / 2, _learner.Total);
        Assert.Equal(MacLearner.Capacity / 2, _learner.Counts.Trimmed);
        Learn(_ports[63], 3000);
        Assert.Equal(2048, _ports[63].Count);
    }

    [Fact]
    public void A_lowered_limit_holds_at_once()
    {
        Follow(ports: 2, limit: 4096);
        Learn(_ports[0], 100);
        _ports[0].Limit = 7;
        _learner.Follow(_plan);
        Assert.Equal((7, true), (_ports[0].Count, _ports[0].Full));
    }

    [Fact]
    public void Tables_are_made_anew_in_proportion_to_what_was_learned_and_shrink_again()
    {
        Follow(ports: 1, limit: 4096);
        for (int round = 0; round < 20; round++)
        {
            Learn(_ports[0], 4096);
            Assert.Equal(4096, Found(_ports[0]));
            _learner.Advance(_learner.Macs.Now + 1000);
            Assert.Equal((0, 0), (_learner.Total, Found(_ports[0])));
        }

        Assert.Equal(20 * 4096, _learner.Counts.Learned);
        Assert.Equal(20 * 4096, _learner.Counts.Aged);
        Assert.True(_learner.Counts.Rebuilt <= 20 * 10, $"{_learner.Counts.Rebuilt}");
        Assert.Equal(256, _learner.Macs.Table.Places);
    }

    [Fact]
    public void A_full_ring_is_counted_and_holds_up_nobody_else()
    {
        Follow(ports: 2, limit: 4096);
        for (ulong mac = 1; mac <= 1000; mac++)
        {
            _ports[0].Tell(LearnedTable.Key(mac << 8, 0));
        }

        _ports[1].Tell(LearnedTable.Key(0x06_0000_0000, 0));
        _learner.Read();
        Assert.Equal((LearningPort.MostWaiting, 1000 - LearningPort.MostWaiting), (_ports[0].Count, _ports[0].Untold));
        Assert.Equal(1, _ports[1].Count);
    }

    [Fact]
    public void Control_is_woken_for_the_first_source_and_not_for_those_that_it_will_read_anyway()
    {
        Follow(ports: 1, limit: 4096);
        LearningPort port = _ports[0];
        Assert.False(port.MustWake());
        port.Tell(LearnedTable.Key(0x0600, 0));
        Assert.True(port.MustWake());
        Assert.False(port.MustWake());
        port.Tell(LearnedTable.Key(0x0601, 0));
        Assert.False(port.MustWake());
        _learner.Read();
        port.Tell(LearnedTable.Key(0x0602, 0));
        Assert.True(port.MustWake());
        Assert.True(_learner.HasTold());
    }

    private void Follow(int ports, int limit)
    {
        PlanBuilder builder = new();
        for (int i = 0; i < ports; i++)
        {
            builder.Vnic(Vlan.None, vnic =>
            {
                vnic.Security.ForgedTransmits = true;
                vnic.MacLearning = new MacLearning { Limit = (uint)limit, AgeingSeconds = 300 };
            });
        }

        while (_ports.Count < ports)
        {
            _ports.Add(new LearningPort(_learner.Macs, _ports.Count, limit, 300));
        }

        _plan = PlanCompiler.Compile(builder.Plan, [.. _ports.Select(port => new PortInput { Running = true, Learner = port })]);
        _learner.Follow(_plan);
    }

    private void Learn(LearningPort port, int macs)
    {
        for (int i = 0; i < macs; i++)
        {
            port.Tell(LearnedTable.Key(0x0600_0000_0000 + (ulong)_next++, 0));
            if (i % LearningPort.MostWaiting == LearningPort.MostWaiting - 1 || i == macs - 1)
            {
                _learner.Read();
            }
        }
    }

    /// <summary>How many of all MACs that were ever told are found at the port by a worker.</summary>
    private int Found(LearningPort port) => Enumerable.Range(0, _next).Count(i =>
        _plan.Owner(0x0600_0000_0000 + (ulong)i, _plan.Domain(0, 0), 0, 0) is >= 0 and int owner && _plan.Learners[owner] == port);
}

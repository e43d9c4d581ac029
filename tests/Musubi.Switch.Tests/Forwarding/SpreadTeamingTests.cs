using System.Buffers.Binary;
using Musubi.Contracts.Plan;
using Musubi.Switch.Forwarding;
using Musubi.Switch.Tests.Forwarding.Testbed;
using static Musubi.Switch.Tests.Forwarding.DeliveryAssert;
using static Musubi.Switch.Tests.Forwarding.Testbed.Frames;

namespace Musubi.Switch.Tests.Forwarding;

/// <summary>Teaming that decides frame by frame: by source MAC and by IP addresses, over three active uplinks.</summary>
public sealed class SpreadTeamingTests
{
    private const int Conversations = 200;

    private readonly PlanBuilder _plan = new();
    private readonly int[] _uplinks;

    public SpreadTeamingTests() => _uplinks = [_plan.Uplink(), _plan.Uplink(), _plan.Uplink()];

    [Fact]
    public void Each_source_MAC_has_its_uplink_and_all_uplinks_have_some()
    {
        using PipelineBench bench = Build(TeamingPolicy.SourceMac, out int port);
        int[] first = [.. Macs().Select(mac => WayOut(bench, port, Make(Outside, mac)))];
        Assert.Equal(_uplinks, first.Distinct().Order());
        Assert.Equal(first, Macs().Select(mac => WayOut(bench, port, Make(Broadcast, mac))));
        Assert.Equal(bench.Plan.Ports[port].PinnedUplink, WayOut(bench, port, Make(Outside, MacOf(port))));
    }

    [Fact]
    public void What_is_for_a_MAC_comes_in_by_the_uplink_that_it_speaks_by_and_groups_by_that_of_the_ports_own()
    {
        using PipelineBench bench = Build(TeamingPolicy.SourceMac, out int port);
        foreach (ulong mac in Macs().Take(20))
        {
            bench.Receive(port, [Make(Outside, mac)]);
            int own = WayOut(bench, port, Make(Outside, mac));
            foreach (int uplink in _uplinks)
            {
                ReceivedBy(bench, uplink, Make(mac, Outside), uplink == own ? [port] : []);
            }
        }

        foreach (int uplink in _uplinks)
        {
            ReceivedBy(bench, uplink, Make(Broadcast, Outside), uplink == bench.Plan.Ports[port].PinnedUplink ? [port] : []);
        }
    }

    [Fact]
    public void A_conversation_stays_on_one_uplink_in_both_directions_and_all_uplinks_have_some()
    {
        using PipelineBench bench = Build(TeamingPolicy.IpHash, out int port);
        foreach (bool v6 in (ReadOnlySpan<bool>)[false, true])
        {
            int[] first = [.. Enumerable.Range(0, Conversations).Select(i => WayOut(bench, port, Ip(port, v6, i, 7)))];
            Assert.Equal(_uplinks, first.Distinct().Order());
            Assert.Equal(first, Enumerable.Range(0, Conversations).Select(i => WayOut(bench, port, Ip(port, v6, 7, i))));
        }
    }

    [Fact]
    public void By_IP_addresses_frames_come_in_by_every_uplink_of_the_team_and_by_no_other()
    {
        int unused = _plan.Uplink();
        using PipelineBench bench = Build(TeamingPolicy.IpHash, out int port, vnic => vnic.Teaming.Active.Remove(PlanBuilder.IdOf(unused)));
        foreach (int uplink in _uplinks)
        {
            ReceivedBy(bench, uplink, Make(MacOf(port), Outside), port);
            ReceivedBy(bench, uplink, Make(Broadcast, Outside), port);
        }

        Dropped(bench, unused, Make(MacOf(port), Outside), DropReason.NotPinnedUplink, port);
    }

    /// <summary>Nobody tells the physical switch of our failback delay: it uses the link as soon as that is up.</summary>
    [Fact]
    public void By_IP_addresses_frames_come_in_by_an_uplink_that_is_not_sent_by_yet()
    {
        using PipelineBench bench = Build(TeamingPolicy.IpHash, out int port, vnic => vnic.Teaming.FailbackDelayMilliseconds = 30_000);
        bench.Set(_uplinks[1], input => input with { UpFor = TimeSpan.FromSeconds(1) });
        Assert.DoesNotContain(_uplinks[1], Ways(bench, TeamingPolicy.IpHash, port));
        Forget(bench);
        ReceivedBy(bench, _uplinks[1], Make(MacOf(port), Outside), port);
        ReceivedBy(bench, _uplinks[1], Make(Broadcast, Outside), port);
    }

    [Theory]
    [InlineData(TeamingPolicy.SourceMac)]
    [InlineData(TeamingPolicy.IpHash)]
    public void When_an_uplink_fails_only_what_left_by_it_moves_and_it_comes_back(TeamingPolicy policy)
    {
        using PipelineBench bench = Build(policy, out int port);
        int[] before = Ways(bench, policy, port);
        bench.SetLink(_uplinks[1], false);
        int[] during = Ways(bench, policy, port);
        Assert.All(before.Zip(during), way => Assert.True(way.First == _uplinks[1] ? way.Second != _uplinks[1] : way.Second == way.First));
        Assert.Equal([_uplinks[0], _uplinks[2]], during.Distinct().Order());
        bench.SetLink(_uplinks[1], true);
        Assert.Equal(before, Ways(bench, policy, port));

        Array.ForEach(_uplinks, uplink => bench.SetLink(uplink, false));
        Dropped(bench, port, Make(Outside, MacOf(port)), DropReason.NoUplink);
    }

    [Theory]
    [InlineData(0x0806, 0)]
    [InlineData(0x0806, 19)]
    [InlineData(0x86dd, 39)]
    [InlineData(0x0800, 0)]
    public void Frames_too_short_for_addresses_leave_like_any_other(int etherType, int payload)
    {
        using PipelineBench bench = Build(TeamingPolicy.IpHash, out int port);
        TestFrame frame = Make(Outside, MacOf(port), payload: payload);
        BinaryPrimitives.WriteUInt16BigEndian(frame.Bytes.AsSpan(12), (ushort)etherType);
        Assert.Contains(WayOut(bench, port, frame), _uplinks);
    }

    private PipelineBench Build(TeamingPolicy policy, out int port, Action<VnicRole>? change = null)
    {
        port = _plan.Vnic(Vlan.None, vnic =>
        {
            vnic.Teaming.Policy = policy;
            vnic.Security.ForgedTransmits = true;
            vnic.MacLearning = new MacLearning { Limit = 1024, AgeingSeconds = 300 };
            change?.Invoke(vnic);
        });
        return _plan.Build();
    }

    private static int[] Ways(PipelineBench bench, TeamingPolicy policy, int port) => policy == TeamingPolicy.SourceMac
        ? [.. Macs().Select(mac => WayOut(bench, port, Make(Outside, mac)))]
        : [.. Enumerable.Range(0, Conversations).Select(i => WayOut(bench, port, Ip(port, false, i, 7)))];

    private static int WayOut(PipelineBench bench, int port, TestFrame frame)
    {
        Forget(bench);
        bench.Receive(port, [frame]);
        return Assert.Single(Enumerable.Range(0, bench.Ports.Length), other => bench.Ports[other].Offered.Count > 0);
    }

    private static IEnumerable<ulong> Macs() => Enumerable.Range(0, Conversations).Select(i => 0x0600_0000_0000UL + (uint)i);

    private static TestFrame Ip(int port, bool v6, int source, int destination)
    {
        TestFrame frame = Make(Outside, MacOf(port));
        Span<byte> packet = frame.Bytes.AsSpan(12);
        BinaryPrimitives.WriteUInt16BigEndian(packet, (ushort)(v6 ? 0x86dd : 0x0800));
        (int from, int to) = v6 ? (2 + 20, 2 + 36) : (2 + 12, 2 + 16);
        BinaryPrimitives.WriteInt32BigEndian(packet[from..], 0x0a000000 + source);
        BinaryPrimitives.WriteInt32BigEndian(packet[to..], 0x0a000000 + destination);
        return frame;
    }
}

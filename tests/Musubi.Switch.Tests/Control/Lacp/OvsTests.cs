using Musubi.Contracts.Plan;
using Musubi.Switch.Tests.Control.Testbed;

namespace Musubi.Switch.Tests.Control.Lacp;

/// <summary>LACP with Open vSwitch as the physical switch.</summary>
public sealed class OvsTests(ITestOutputHelper output)
{
    private const int Flows = 16;
    private const int PerSecond = 50;

    [Theory]
    [InlineData(true, true, "active", "fast")]
    [InlineData(false, true, "active", "fast")]
    [InlineData(true, false, "passive", "slow")]
    public void Both_sides_use_all_links_whoever_speaks_first_and_how_often(bool active, bool fast, string partnerMode, string partnerTime)
    {
        using OvsBed bed = new(2, active, fast, partnerMode, partnerTime);
        using FakeAgent agent = bed.StartAgent();
        bed.AwaitInUse(agent, 2);
        Assert.True(bed.Vm.CanReach(OvsBed.Outside));
        LagStatus status = OvsBed.Status(agent);
        string shown = bed.Partner.Ask("lacp/show", "bond0");
        Assert.Contains("status: " + partnerMode + " negotiated", shown, StringComparison.Ordinal);
        Assert.Contains("partner sys_id: 02:6d:75:00:00:01", shown, StringComparison.Ordinal);
        Assert.Equal(OvsBed.LagId, agent.Status(bed.Vm.Port).PinnedUplink);
        Assert.NotNull(status.Partner);
        Assert.All(status.Members, member =>
        {
            Assert.Equal((status.Partner.System, status.Partner.Key, ""), (member.Partner.System, member.Partner.Key, member.Reason));
            Assert.Equal(0UL, member.Unknown);
        });
        Assert.Equal(0UL, agent.Count("lost-protocol-frames"));
        Assert.All(bed.Uplinks.SkipLast(1), uplink => Assert.True(bed.Counter(uplink.Port, "drop-consumed") > 0));
        Assert.Equal(0UL, agent.Count("announcements-sent"));
    }

    [Fact]
    public void A_member_that_fails_under_load_loses_only_its_own_frames_and_comes_back_without_losing_any()
    {
        using OvsBed bed = new(3, active: true, fast: true, "active", "fast");
        using (FakeAgent agent = bed.StartAgent())
        {
            bed.AwaitInUse(agent, 3);
        }

        // From here on nobody is there but the data plane.
        Assert.True(bed.Vm.CanReach(OvsBed.Outside));
        using (UdpLoad up = new(bed.Vm.Namespace, bed.OutsideNamespace, OvsBed.Outside, Flows, PerSecond))
        using (UdpLoad down = new(bed.OutsideNamespace, bed.Vm.Namespace, bed.Vm.Address, Flows, PerSecond))
        {
            Deadline.Until(() => up.LeastReceived > PerSecond && down.LeastReceived > PerSecond, "the load runs");
            // The partner begins with one member for all, and says nothing of when it begins to spread.
            Deadline.Until(
                () => bed.Uplinks.SkipLast(1).All(uplink => bed.Counter(uplink.Port, "tx-frames") > PerSecond && bed.Counter(uplink.Port, "rx-frames") > PerSecond),
                "both sides use all members");
            bed.Uplinks[0].SetCable(plugged: false);
            (int upBefore, int downBefore) = (up.LeastReceived, down.LeastReceived);
            Deadline.Until(() => up.LeastReceived > upBefore + PerSecond && down.LeastReceived > downBefore + PerSecond, "the other members carry all flows");
            Tell("a member lost its link", "up", up.Stop());
            Tell("a member lost its link", "down", down.Stop());
        }

        Assert.Equal(0, bed.Counter(bed.Uplinks[^1].Port, "tx-frames"));
        using FakeAgent next = bed.Connect();
        Assert.Equal("no link", OvsBed.Status(next).Members.Single(member => member.PortId == bed.Uplinks[0].Port.Id).Reason);
        BringBack(bed, next);
        Assert.Equal(0, bed.Counter(bed.Uplinks[0].Port, "drop-not-collecting"));
    }

    [Fact]
    public void A_member_that_only_seems_to_have_a_link_is_left_within_three_seconds()
    {
        using OvsBed bed = new(2, active: true, fast: true, "active", "fast");
        using FakeAgent agent = bed.StartAgent();
        bed.AwaitInUse(agent, 2);
        Assert.True(bed.Vm.CanReach(OvsBed.Outside));
        using UdpLoad up = new(bed.Vm.Namespace, bed.OutsideNamespace, OvsBed.Outside, Flows, PerSecond);
        Deadline.Until(() => up.LeastReceived > PerSecond, "the load runs");
        bed.SetSilent(bed.Uplinks[0], silent: true);
        Deadline.Until(() => Member(bed, agent, 0).State != LagMemberState.Distributing, "the silent member is left");
        Assert.Equal("the partner has not spoken for too long", Member(bed, agent, 0).Reason);
        Deadline.Until(() => Member(bed, agent, 0).State == LagMemberState.Detached, "the partner is forgotten");
        Assert.Equal("no partner speaks LACP", Member(bed, agent, 0).Reason);
        int before = up.LeastReceived;
        Deadline.Until(() => up.LeastReceived > before + PerSecond, "the other member carries all flows");
        Tell("a member fell silent", "up", up.Stop());
        bed.SetSilent(bed.Uplinks[0], silent: false);
        bed.AwaitInUse(agent, 2);
    }

    [Fact]
    public void When_all_members_are_lost_the_standby_uplink_takes_over_and_gives_back()
    {
        using OvsBed bed = new(2, active: true, fast: true, "active", "fast", standby: true);
        using FakeAgent agent = bed.StartAgent();
        agent.AwaitEvent(SwitchEvent.KindOneofCase.UplinkMoved, moved => moved.UplinkMoved.ToUplink == OvsBed.LagId);
        bed.AwaitInUse(agent, 2);
        Assert.True(bed.Vm.CanReach(OvsBed.Outside));
        agent.Events.Clear();
        ulong announced = agent.Count("announcements-sent");
        bed.Uplinks[0].SetCable(plugged: false);
        bed.Uplinks[1].SetCable(plugged: false);
        Assert.Equal(bed.Uplinks[^1].Port.Id, agent.AwaitEvent(SwitchEvent.KindOneofCase.UplinkMoved, moved => moved.UplinkMoved.ToUplink == bed.Uplinks[^1].Port.Id).UplinkMoved.ToUplink);
        Assert.True(bed.Vm.CanReach(OvsBed.Outside));
        Deadline.Until(() => agent.Count("announcements-sent") > announced, "what moved off a LAG is announced");
        bed.Uplinks[0].SetCable(plugged: true);
        agent.AwaitEvent(SwitchEvent.KindOneofCase.UplinkMoved, moved => moved.UplinkMoved.ToUplink == OvsBed.LagId);
        Assert.True(bed.Vm.CanReach(OvsBed.Outside));
    }

    [Fact]
    public void A_data_plane_that_was_killed_is_in_use_again_without_waiting_for_timeouts()
    {
        using OvsBed bed = new(2, active: true, fast: false, "active", "slow");
        using (FakeAgent agent = bed.StartAgent())
        {
            bed.AwaitInUse(agent, 2);
            Assert.True(bed.Vm.CanReach(OvsBed.Outside));
        }

        using SwitchProcess dead = bed.Switch;
        using UdpLoad up = new(bed.Vm.Namespace, bed.OutsideNamespace, OvsBed.Outside, Flows, PerSecond);
        Deadline.Until(() => up.LeastReceived > PerSecond, "the load runs");
        dead.Kill();
        bed.Start();
        using FakeAgent second = bed.StartAgent();
        int before = up.LeastReceived;
        Deadline.Until(() => up.LeastReceived > before + PerSecond, "all flows go on");
        Tell("the data plane was killed and started anew", "up", up.Stop());
        bed.AwaitInUse(second, 2);
        Assert.All(OvsBed.Status(second).Members, member => Assert.Equal(1UL, member.Joins));
    }

    [Fact]
    public void What_is_sent_is_LACP_to_a_decoder_that_is_not_ours()
    {
        using OvsBed bed = new(2, active: true, fast: true, "active", "fast");
        using FakeAgent agent = bed.StartAgent();
        bed.AwaitInUse(agent, 2);
        string mac = string.Join(':', bed.Uplinks[0].Mac.Select(octet => octet.ToString("x2", System.Globalization.CultureInfo.InvariantCulture)));
        string decoded = bed.PhysicalNamespace.Execute(
            "tshark", "-l", "-n", "-i", bed.Uplinks[0].FarName, "-f", $"ether proto 0x8809 and ether src {mac}", "-c", "2", "-a", "duration:20", "-T", "fields", "-E", "separator=;",
            "-e", "eth.dst", "-e", "slow.subtype", "-e", "lacp.version", "-e", "lacp.actor.sysid", "-e", "lacp.actor.key", "-e", "lacp.actor.port", "-e", "lacp.actor.state",
            "-e", "lacp.partner.key", "-e", "lacp.partner.state", "-e", "_ws.malformed", "-e", "_ws.expert.message");
        output.WriteLine(decoded);
        string line = decoded.Split('\n').First(line => line.StartsWith("01:80:c2:00:00:02", StringComparison.Ordinal));
        string[] fields = line.Split(';');
        Assert.Equal(["0x01", "0x01", "02:6d:75:00:00:01", "1", "1", "0x3f"], fields[1..7]);
        Assert.Equal(["", ""], fields[9..11]);
        Assert.Equal($"{Member(bed, agent, 0).Partner.Key}", fields[7]);
    }

    /// <summary>
    /// Every datagram of the VM's is seen on a cable, none before the partner takes it, and every one that is seen on a cable reaches the VM. What the partner, which
    /// is a program here, loses by itself on a machine that is busy is told and not judged.
    /// </summary>
    private void BringBack(OvsBed bed, FakeAgent agent)
    {
        PlannedPort port = bed.Uplinks[0].Port;
        bed.Uplinks[0].SetCable(plugged: false);
        bed.AwaitInUse(agent, 2);
        using WireWatch wire = bed.Watch();
        using UdpLoad up = new(bed.Vm.Namespace, bed.OutsideNamespace, OvsBed.Outside, Flows, PerSecond);
        using UdpLoad down = new(bed.OutsideNamespace, bed.Vm.Namespace, bed.Vm.Address, Flows, PerSecond);
        Deadline.Until(() => up.LeastReceived > PerSecond && down.LeastReceived > PerSecond, "the load runs");
        (long sent, long received) = (bed.Counter(port, "tx-frames"), bed.Counter(port, "rx-frames"));
        bed.Uplinks[0].SetCable(plugged: true);
        bed.AwaitInUse(agent, 3);
        Deadline.Until(
            () => bed.Counter(port, "tx-frames") > sent + (2 * PerSecond) && bed.Counter(port, "rx-frames") > received + (2 * PerSecond), "the member that came back carries again");
        UdpFlow[][] flows = [up.Stop(), down.Stop()];
        Tell("the member came back", "up", flows[0]);
        Tell("the member came back", "down", flows[1]);
        Assert.Equal(0, wire.Early);
        Assert.Equal(flows[0].Sum(flow => flow.Sent), wire.Left);
        Assert.Equal(wire.Came, flows[1].Sum(flow => flow.Received));
    }

    private static LagMemberStatus Member(OvsBed bed, FakeAgent agent, int uplink) => OvsBed.Status(agent).Members.Single(member => member.PortId == bed.Uplinks[uplink].Port.Id);

    /// <summary>A figure only: how long it takes is up to the machine.</summary>
    private void Tell(string what, string way, UdpFlow[] flows) => output.WriteLine(
        $"{what}, {way}: {flows.Sum(flow => flow.Lost)} of {flows.Sum(flow => flow.Sent)} datagrams lost, by {flows.Count(flow => flow.Lost > 0)} of {flows.Length} flows of {PerSecond} a second; longest silence {flows.Max(flow => flow.LongestSilence).TotalMilliseconds:0} ms");
}

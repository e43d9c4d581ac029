using Musubi.Lab.Checks;
using Musubi.Lab.Fabric;
using Musubi.Lab.Observe;
using Musubi.Lab.Processes;
using Musubi.Lab.Topology;

namespace Musubi.SystemTests.Xdp;

/// <summary>What the distributed switch promises, once more over AF_XDP uplinks: tags and checksums are in the bytes there, and large frames are cut.</summary>
[Collection(XdpLabCollection.Name)]
public sealed class XdpUplinkTests(XdpLabFixture lab, ITestOutputHelper output)
{
    private static readonly CheckPace Pace = CheckPace.Demo with { Kills = 2, StreamSeconds = 1 };

    private ProductionFabric Fabric => lab.Fabric;

    [Fact]
    public async Task Status_says_that_every_uplink_runs_by_AF_XDP()
    {
        for (int host = 1; host <= Fabric.Datacenter.Options.Hosts; host++)
        {
            IReadOnlyList<string> paths = await UplinkPaths.OfAsync(Fabric, host);
            Assert.Equal(Fabric.Datacenter.Options.Uplinks, paths.Count);
            Assert.All(paths, path => Assert.StartsWith("AF_XDP", path, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Status_still_says_how_uplinks_run_when_the_agent_was_killed_and_is_back()
    {
        Datacenter datacenter = Fabric.Datacenter;
        IReadOnlyList<string> before = await UplinkPaths.OfAsync(Fabric, host: 1);
        ProcessStatus first = await datacenter.Processes.StatusAsync(Services.AgentOf(1));
        await datacenter.Processes.KillAsync(Services.AgentOf(1));
        IReadOnlyList<string> after = [];
        Assert.True(await Wait.UntilAsync(
            async () => await datacenter.Processes.StatusAsync(Services.AgentOf(1)) is { Runs: true } second && second.Identity != first.Identity
                && (await Fabric.Local(1).TryAsync("status")).Succeeded && (after = await UplinkPaths.OfAsync(Fabric, host: 1)).Count == before.Count,
            TimeSpan.FromSeconds(60)));
        Assert.Equal(before, after);
    }

    [Fact]
    public Task A_VM_shows_its_own_MAC_and_IP_on_the_wire_leased_or_static() => HoldsAsync(new OwnAddressOnTheWireCheck(Fabric));

    [Fact]
    public Task VMs_of_one_port_group_reach_each_other_on_every_host_and_VLANs_stay_apart() => HoldsAsync(new PortGroupsCheck(Fabric));

    [Fact]
    public Task Frames_on_the_wire_carry_their_port_groups_tag() => HoldsAsync(new TagsCheck(Fabric));

    [Fact]
    public Task A_trunk_port_gets_exactly_its_ranges() => HoldsAsync(new TrunkCheck(Fabric));

    [Fact]
    public Task Broadcast_and_flooded_unicast_arrive_once_with_two_active_uplinks() => HoldsAsync(new NoLoopCheck(Fabric));

    [Fact]
    public Task A_killed_data_plane_is_back_and_TCP_survives() => HoldsAsync(new DataPlaneKilledCheck(Fabric, Pace.Kills));

    [Fact]
    public Task TCP_crosses_between_VMs_whose_large_frames_are_cut_for_the_wire() => HoldsAsync(new BandwidthCheck(Fabric, Pace));

    [Fact]
    public async Task Traffic_moves_to_the_other_uplink_when_a_cable_is_pulled()
    {
        await using Outage outage = await Outage.BeginAsync(Fabric, TimeSpan.FromSeconds(5));
        await outage.CutLinksAsync();
        BandwidthResult stream = await outage.EndAsync();
        output.WriteLine(string.Join(", ", outage.Failovers.Select(Outage.Target.Tell)));
        Assert.True(stream.Survived, stream.ToString());
        Assert.Equal(0, outage.LostOtherwise);
        Assert.All(outage.Failovers, seconds => Assert.True(Outage.Target.Allows(seconds), Outage.Target.Tell(seconds)));
    }

    /// <summary>The VMs leave checksums and the cutting of 64 KB to their NICs; a wire must see neither undone.</summary>
    [Fact]
    public async Task No_frame_on_the_wire_is_larger_than_the_MTU_or_has_a_wrong_checksum()
    {
        string address = await Fabric.Vm(2).AddressAsync() ?? throw new Lab.LabException("vm2 has no address");
        Capture[] captures = await Task.WhenAll(Enumerable.Range(1, Fabric.Datacenter.Options.Uplinks)
            .Select(uplink => Capture.StartAsync(Fabric.Datacenter, "phys", LabLayout.SwitchPort(1, uplink), "in", "vlan and tcp", snapshot: 2048)));
        try
        {
            BandwidthResult stream = await Bandwidth.MeasureAsync(Fabric.Datacenter, "vm1", "vm2", address, seconds: 1, megabits: 40);
            Assert.True(stream.Survived, stream.ToString());
            IReadOnlyList<string>[] lines = await Task.WhenAll(captures.Select(capture => capture.LinesAsync("greater 1000", "-v")));
            Assert.True(lines.Sum(read => read.Count) > 100, "no large frames were on the wire");
            Assert.DoesNotContain(lines.SelectMany(read => read), line => line.Contains("incorrect", StringComparison.Ordinal));
            Assert.Equal(0, (await Task.WhenAll(captures.Select(capture => capture.CountAsync("greater 1519")))).Sum());
        }
        finally
        {
            foreach (Capture capture in captures)
            {
                await capture.DisposeAsync();
            }
        }
    }

    private Task HoldsAsync(Check check) => CheckAssert.HoldsAsync(check, output);
}

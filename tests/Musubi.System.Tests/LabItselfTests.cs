using Musubi.Lab.Processes;
using Musubi.Lab.Topology;

namespace Musubi.SystemTests;

/// <summary>The lab cleans up after itself, also after a crash.</summary>
[Collection(LabCollection.Name)]
public sealed class LabItselfTests
{
    private static readonly LabOptions Small = new() { Name = "mself", Hosts = 1, Vms = 1 };

    [Fact]
    public async Task Down_leaves_nothing_behind_after_the_supervisor_was_killed()
    {
        var datacenter = new Datacenter(Small);
        await datacenter.DownAsync();
        await datacenter.UpAsync(TestContext.Current.CancellationToken);
        IReadOnlyList<ProcessStatus> running = await datacenter.Processes.StatusAsync();
        Assert.Equal(4, running.Count(process => process.Runs));
        ProcessIdentity.Load(Supervisor.PidFile(datacenter.Layout.StateFolder))!.Kill();

        await datacenter.DownAsync();

        Assert.Empty(await Remover.NamespacesAsync(Small.Name));
        Assert.False(Directory.Exists(datacenter.Layout.StateFolder));
        Assert.All(running, process => Assert.False(process.Identity.IsAlive, process.Name));
    }

    [Fact]
    public async Task Down_works_where_the_state_was_lost_and_where_nothing_is()
    {
        var datacenter = new Datacenter(Small);
        await datacenter.DownAsync();
        await datacenter.UpAsync(TestContext.Current.CancellationToken);
        IReadOnlyList<ProcessStatus> running = await datacenter.Processes.StatusAsync();
        ProcessIdentity.Load(Supervisor.PidFile(datacenter.Layout.StateFolder))!.Kill();
        Directory.Delete(datacenter.Layout.StateFolder, recursive: true);

        await datacenter.DownAsync();
        await datacenter.DownAsync();

        Assert.Empty(await Remover.NamespacesAsync(Small.Name));
        Assert.All(running, process => Assert.False(process.Identity.IsAlive, process.Name));
    }

    [Fact]
    public async Task A_killed_process_is_started_again_and_one_that_is_to_stay_dead_is_not()
    {
        var datacenter = new Datacenter(Small);
        await datacenter.DownAsync();
        await datacenter.UpAsync(TestContext.Current.CancellationToken);
        try
        {
            ProcessStatus before = await datacenter.Processes.StatusAsync(Services.Dhcp);
            await datacenter.Processes.KillAsync(Services.Dhcp);
            Assert.True(await Lab.Observe.Wait.UntilAsync(
                async () => await datacenter.Processes.StatusAsync(Services.Dhcp) is { Runs: true } after && after.Identity != before.Identity, TimeSpan.FromSeconds(30)));
            await datacenter.Processes.KillAsync(Services.Dhcp, stayDead: true);
            Assert.True(await Lab.Observe.Wait.UntilAsync(
                async () => await datacenter.Processes.StatusAsync(Services.Dhcp) is { Runs: false, StaysDead: true }, TimeSpan.FromSeconds(30)));
            await datacenter.Processes.StartAsync(Services.Dhcp);
            Assert.True((await datacenter.Processes.StatusAsync(Services.Dhcp)).Runs);
        }
        finally
        {
            await datacenter.DownAsync();
        }
    }

    [Fact]
    public void Options_out_of_bounds_are_all_named()
    {
        IReadOnlyList<string> errors = new LabOptions { Name = "Big Lab", Hosts = 0, Uplinks = 5, Vms = 201, UplinkDriver = "dpdk" }.Errors();
        Assert.Equal(5, errors.Count);
        Assert.Contains("uplink-driver: 'dpdk' must be af_packet, af_xdp, auto", errors);
        Assert.Contains(errors, error => error.StartsWith("hosts: 0 ", StringComparison.Ordinal));
    }
}

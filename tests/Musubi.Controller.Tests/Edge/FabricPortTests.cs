using System.Text.Json;
using Grpc.Core;
using Musubi.Contracts.Fabric;

namespace Musubi.Controller.Tests.Edge;

public sealed class FabricPortTests
{
    [Fact]
    public async Task A_host_joins_gets_its_share_then_changes_and_its_acknowledgement_ends_a_wait()
    {
        await using ControllerBed bed = await ControllerBed.StartAsync();
        using GrpcHost host = await JoinAsync(bed, "h1");
        await host.ConnectAsync(bed.Server.Fabric);
        Assert.NotEqual("", (await host.NextAsync()).Welcome.FabricId);
        Assert.Empty((await host.NextAsync()).FullSync.Share.Switches);
        await UntilAsync(() => bed.Server.Core.Inventory.Current.Hosts[host.Id].Nics.Count == 1);

        await bed.DoAsync(HttpMethod.Post, "/api/v1/switches", new { name = "dvs" });
        JsonElement added = await bed.DoAsync(HttpMethod.Post, "/api/v1/switches/dvs/hosts", new { host = "h1", uplinks = new Dictionary<string, string> { ["Uplink 1"] = "u1" } });
        long revision = added.GetProperty("revision").GetInt64();
        ControllerMessage message = await host.ReachAsync(revision);
        Assert.Equal("name:u1", Assert.Single(message.Delta.Switches).Uplinks[0].Nic);

        JsonElement status = await bed.DoAsync(HttpMethod.Get, $"/api/v1/revisions/{revision}");
        Assert.False(status.GetProperty("done").GetBoolean());
        Assert.Contains("has not acknowledged", status.ToString(), StringComparison.Ordinal);
        await host.AcknowledgeAsync();
        await UntilAsync(() => bed.Server.Core.Inventory.GetRevisionStatus(revision).Done);
    }

    [Fact]
    public async Task A_join_token_used_twice_is_refused_over_the_wire()
    {
        await using ControllerBed bed = await ControllerBed.StartAsync();
        string token = (await bed.DoAsync(HttpMethod.Post, "/api/v1/hosts/tokens", new { })).GetProperty("token").GetString()!;
        using GrpcHost first = new() { Name = "h1" };
        using GrpcHost second = new() { Name = "h2" };
        await first.JoinAsync(bed.Server.Fabric, token);

        RpcException error = await Assert.ThrowsAsync<RpcException>(() => second.JoinAsync(bed.Server.Fabric, token));
        Assert.Equal(StatusCode.PermissionDenied, error.StatusCode);
        Assert.Contains("already used, by host h1", error.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_may_not_speak_for_another()
    {
        await using ControllerBed bed = await ControllerBed.StartAsync();
        using GrpcHost thief = await JoinAsync(bed, "thief");
        using GrpcHost victim = await JoinAsync(bed, "victim");
        await thief.ConnectAsync(bed.Server.Fabric, claimed: victim.Id);

        RpcException error = await Assert.ThrowsAsync<RpcException>(thief.NextAsync);
        Assert.Equal(StatusCode.PermissionDenied, error.StatusCode);
        Assert.Null(bed.Server.Core.Inventory.FindHostRuntime(victim.Id));
    }

    [Fact]
    public async Task Without_a_certificate_of_this_fabric_there_is_no_stream()
    {
        await using ControllerBed bed = await ControllerBed.StartAsync();
        await using ControllerBed other = await ControllerBed.StartAsync();
        using GrpcHost stranger = await JoinAsync(other, "stranger");
        using GrpcHost member = await JoinAsync(bed, "member");
        using GrpcHost bare = new() { Name = "bare" };
        await Assert.ThrowsAnyAsync<RpcException>(async () =>
        {
            await bare.ConnectAsync(bed.Server.Fabric);
            await bare.NextAsync();
        });
        await Assert.ThrowsAnyAsync<RpcException>(async () =>
        {
            await stranger.ConnectAsync(bed.Server.Fabric);
            await stranger.NextAsync();
        });
        await member.ConnectAsync(bed.Server.Fabric);
        Assert.NotNull((await member.NextAsync()).Welcome);
    }

    [Fact]
    public async Task A_restarted_controller_takes_its_hosts_back_by_their_certificates()
    {
        await using ControllerBed bed = await ControllerBed.StartAsync();
        using GrpcHost host = await JoinAsync(bed, "h1");
        await host.ConnectAsync(bed.Server.Fabric);
        Assert.NotNull((await host.NextAsync()).Welcome);
        await bed.DoAsync(HttpMethod.Post, "/api/v1/switches", new { name = "dvs" });

        await bed.RestartAsync();
        await host.ConnectAsync(bed.Server.Fabric);
        Assert.NotNull((await host.NextAsync()).Welcome);
        Assert.NotNull((await host.NextAsync()).FullSync);
        Assert.Contains("dvs", (await bed.DoAsync(HttpMethod.Get, "/api/v1/switches")).ToString(), StringComparison.Ordinal);
    }

    private static async Task<GrpcHost> JoinAsync(ControllerBed bed, string name)
    {
        string token = (await bed.DoAsync(HttpMethod.Post, "/api/v1/hosts/tokens", new { })).GetProperty("token").GetString()!;
        GrpcHost host = new() { Name = name };
        await host.JoinAsync(bed.Server.Fabric, token);
        return host;
    }

    /// <summary>The host's message and our question travel on different connections: asks again until a deadline.</summary>
    private static async Task UntilAsync(Func<bool> condition)
    {
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(60));
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(20));
        while (!condition())
        {
            await timer.WaitForNextTickAsync(deadline.Token);
        }
    }
}

using System.Text.Json.Nodes;
using Musubi.Cli.Tests.Fakes;
using Musubi.Model.Config;
using Musubi.Pages.Changes;
using Musubi.Pages.Forms;
using Musubi.Pages.Guides;

namespace Musubi.Cli.Tests;

/// <summary>The command that a page shows asks for what the page would ask for.</summary>
public sealed class PageCommandTests
{
    private readonly CommandRunner _musubi = new();

    [Theory]
    [InlineData("""{"mtu":9000,"uplinks":["Uplink 1","a,b"],"discovery":{"protocol":"lldp","operation":"both"},"contact":{"name":"Eva","details":""}}""")]
    [InlineData("""{"discovery":{"operation":"none"}}""")]
    [InlineData("""{"lags":[{"name":"lag1","uplinks":["Uplink 1","Uplink 2"],"mode":"active","rate":"fast","hash":"sourceIpPortVlan"}]}""")]
    [InlineData("""{"lags":[],"privateVlans":[],"networkResourcePools":[]}""")]
    [InlineData("""{"privateVlans":[{"primary":100,"isolated":101,"communities":[102,103]}]}""")]
    [InlineData("""{"multicastFiltering":"snooping","multicastFloodUnregistered":true,"multicastQuerier":{"enabled":false,"intervalSeconds":60,"ipv4":"10.0.0.1","ipv6":""}}""")]
    [InlineData("""{"ioControl":{"enabled":true,"trafficTypes":{"faultTolerance":{"shares":25,"reservationBitsPerSecond":1000000000,"limitBitsPerSecond":"none"}}},"networkResourcePools":[{"name":"gold","quotaBitsPerSecond":1500000000}]}""")]
    [InlineData("""{"policy":{"blocked":"inherit","vlan":"trunk 0,10-20"}}""")]
    public async Task Of_a_switch(string json)
    {
        JsonObject body = (JsonObject)JsonNode.Parse(json)!;
        await AssertSameAsync("PATCH /api/v1/switches/prod", body, ["switch", "set", "prod", .. CommandWords.Switch(body)]);
    }

    [Theory]
    [InlineData("""{"portCount":64,"elastic":false,"portOverrides":["vlan","teaming"],"resetAtDisconnect":true,"networkResourcePool":"none"}""")]
    [InlineData("""{"portOverrides":[]}""")]
    [InlineData("""{"policy":{"blocked":false,"vlan":"private 101","security":{"promiscuous":"accept","macChanges":"inherit","forgedTransmits":"reject","bpduFilter":true,"dhcpGuard":false,"raGuard":"inherit","spoofGuard":"snooped"}}}""")]
    [InlineData("""{"policy":{"macLearning":{"enabled":true,"limit":64,"limitPolicy":"allow","flooding":false,"ageingSeconds":"inherit"}}}""")]
    [InlineData("""{"policy":{"teaming":{"policy":"explicitOrder","active":["Uplink 1"],"standby":["Uplink 2"],"failback":true,"failbackDelayMilliseconds":35000,"notifySwitches":false,"failureDetection":"beacon"}}}""")]
    [InlineData("""{"policy":{"teaming":{"policy":"inherit","active":"inherit","standby":"inherit","failbackDelayMilliseconds":"inherit"}}}""")]
    [InlineData("""{"policy":{"shaping":{"ingress":{"enabled":true,"averageBitsPerSecond":100000000,"peakBitsPerSecond":1000000000,"burstBytes":65536},"egress":{"enabled":false}}}}""")]
    [InlineData("""{"policy":{"shaping":{"ingress":"inherit"},"filtering":"inherit"}}""")]
    [InlineData("""{"portOverrides":["filtering"],"policy":{"filtering":{"enabled":false}}}""")]
    public async Task Of_a_port_group(string json)
    {
        JsonObject body = (JsonObject)JsonNode.Parse(json)!;
        await AssertSameAsync("PATCH /api/v1/portgroups/web", body, ["portgroup", "set", "web", .. CommandWords.PortGroup(body)]);
    }

    [Fact]
    public async Task Of_a_host_of_a_switch()
    {
        JsonObject body = (JsonObject)JsonNode.Parse("""{"uplinks":{"Uplink 1":"eth1","Uplink 2":"eth2"},"uplinkCapacities":{"Uplink 1":10000000000}}""")!;
        await AssertSameAsync("PUT /api/v1/switches/prod/hosts/h1", body, ["switch", "set-host", "prod", "h1", .. CommandWords.Member(body)]);
    }

    [Fact]
    public async Task Of_a_host()
    {
        JsonObject body = (JsonObject)JsonNode.Parse("""{"name":"h2","entitled":false}""")!;
        await AssertSameAsync("PATCH /api/v1/hosts/h1", body, ["host", "set", "h1", .. CommandWords.Host(body)]);
    }

    [Fact]
    public async Task Of_a_vNIC()
    {
        JsonObject changed = (JsonObject)JsonNode.Parse("""{"portGroup":"db","addresses":["10.0.0.5","2001:db8::/64"],"ioAllocation":{"shares":75,"reservationBitsPerSecond":200000000,"limitBitsPerSecond":"none"}}""")!;
        JsonObject present = (JsonObject)JsonNode.Parse("""{"portGroup":"web","host":"h1","attachment":{"type":"tap","interface":"web1-0"}}""")!;
        PlannedChange change = PlannedChanges.ConnectVnic(new ConnectionConfig { Vm = "web1", Vnic = "nic1", HostId = Guid.Empty, Mac = default, Attachment = new TapAttachment("web1-0") }, changed, present, 3, "Edit");
        await using FakeServer server = await FakeServer.StartAsync();
        server.On("GET /api/v1/vms/web1/vnics/nic1", new { revision = 3, portGroup = "web", host = "h1", attachment = new { type = "tap", @interface = "web1-0" } });
        server.On("PUT /api/v1/vms/web1/vnics/nic1", Samples.Changed());
        Outcome outcome = await _musubi.RunAsync(server, [.. change.Cli.Where(word => word != "--wait"), "-o", "json"]);
        Assert.True(outcome.Code == 0, outcome.Error);
        JsonNode sent = JsonNode.Parse(server.Requests.Single(request => request.Method == "PUT").Body)!;
        Assert.True(JsonNode.DeepEquals(change.Body, sent), $"{string.Join(' ', change.Cli)} sent {sent.ToJsonString()}");
        Assert.Empty(change.Command().ReadErrors);
    }

    [Fact]
    public async Task Of_a_migration()
    {
        JsonArray hosts = (JsonArray)JsonNode.Parse("""[{"host":"h1","uplinks":{"Uplink 1":"eth0"},"portGroups":{"lan":"web"},"adapters":{"vmk0":"management"},"vnics":{"vm1/nic1":"db"},"acceptVlan":true}]""")!;
        await using FakeServer server = await FakeServer.StartAsync();
        server.On("POST /api/v1/switches/prod/migrations", Samples.Changed());
        string[] words = [.. Assert.Single(MigrationPlan.Commands("prod", hosts)).Where(word => word != "--wait")];
        Outcome outcome = await _musubi.RunAsync(server, words);
        Assert.True(outcome.Code == 0, outcome.Error);
        JsonNode sent = JsonNode.Parse(Assert.Single(server.Requests).Body)!["hosts"]!;
        Assert.True(JsonNode.DeepEquals(hosts, sent), $"{string.Join(' ', words)} sent {sent.ToJsonString()}");
    }

    private async Task AssertSameAsync(string request, JsonObject body, string[] words)
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On(request, Samples.Changed());
        Outcome outcome = await _musubi.RunAsync(server, [.. words, "--revision", "3"]);
        Assert.True(outcome.Code == 0, outcome.Error);
        JsonObject sent = (JsonObject)JsonNode.Parse(Assert.Single(server.Requests).Body)!;
        sent.Remove("revision");
        Assert.True(JsonNode.DeepEquals(body, sent), $"{string.Join(' ', words)} sent {sent.ToJsonString()}");
    }
}

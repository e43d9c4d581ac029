using System.Net;
using System.Text.Json;
using Musubi.Model.Config;
using Musubi.Model.Services;

namespace Musubi.Model.Tests.Api;

public sealed class RouteTests
{
    private const string Attach = """{"portGroup": "web", "host": "h1", "attachment": {"type": "namespace", "namespace": "web1", "interface": "eth0"}}""";

    [Fact]
    public async Task A_switch_is_created_shown_changed_and_deleted()
    {
        await using ApiServer server = await ApiServer.StartAsync(new TestFabric());

        (HttpStatusCode created, JsonElement made) = await server.SendAsync("POST", "switches", """{"name": "dvs", "mtu": 9000}""");
        JsonElement shown = await server.GetAsync("switches/dvs");
        (HttpStatusCode changed, JsonElement change) = await server.SendAsync(
            "PATCH", $"switches/{made.GetProperty("id").GetString()}", $$"""{"mtu": 1500, "revision": {{shown.GetProperty("revision").GetInt64()}}}""");
        (HttpStatusCode deleted, _) = await server.SendAsync("DELETE", $"switches/dvs?revision={change.GetProperty("revision").GetInt64()}");

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK, HttpStatusCode.OK), (created, changed, deleted));
        Assert.Equal(("Switch", "distributed", 9000),
            (shown.GetProperty("kind").GetString(), shown.GetProperty("type").GetString(), shown.GetProperty("mtu").GetInt32()));
        JsonElement difference = Assert.Single(change.GetProperty("differences").EnumerateArray());
        Assert.Equal("""{"object":"switch dvs","field":"mtu","before":"9000","after":"1500"}""", difference.GetRawText());
        Assert.Equal(0, (await server.GetAsync("switches")).GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task Groups_are_shown_with_names_for_one_host_and_VLAN_if_asked()
    {
        TestFabric fabric = TestFabric.WithPortGroup();
        fabric.Do(TestFabric.Vnic("web1"));
        await using ApiServer server = await ApiServer.StartAsync(fabric);
        PortConfig port = fabric.PortOf("web1");
        SnoopedVlan vlan = new()
        {
            SwitchId = fabric.Switch().Id,
            Vlan = 10,
            Ipv4 = new QuerierRuntime(false, "10.0.0.1", "", port.Id),
            RouterPorts = [port.Id],
            Count = 2,
            Groups = [new SnoopedGroup("239.1.1.1", port.Id, DateTimeOffset.UnixEpoch, true, []), new SnoopedGroup("239.1.1.2", Guid.NewGuid(), DateTimeOffset.UnixEpoch, true, [])],
        };
        server.Inventory.Groups.Add(new HostGroups(fabric.Host("h1").Id, vlan));
        server.Inventory.Groups.Add(new HostGroups(fabric.Host("h2").Id, vlan with { Vlan = 20 }));

        JsonElement all = await server.GetAsync("switches/dvs/groups");
        JsonElement one = (await server.GetAsync("switches/dvs/groups?host=h1&vlan=10")).GetProperty("vlans")[0];

        Assert.Equal(2, all.GetProperty("vlans").GetArrayLength());
        Assert.Equal(("h1", port.Number, "10.0.0.1"), (one.GetProperty("host").GetString(), one.GetProperty("querier4").GetProperty("port").GetInt32(), one.GetProperty("querier4").GetProperty("address").GetString()));
        Assert.False(one.TryGetProperty("querier6", out _));
        JsonElement group = Assert.Single(one.GetProperty("groups").EnumerateArray());
        Assert.Equal(("239.1.1.1", "web1", "exclude"), (group.GetProperty("group").GetString(), group.GetProperty("vm").GetString(), group.GetProperty("mode").GetString()));
        Assert.Equal(["vlan"], await server.FailAsync(HttpStatusCode.BadRequest, "GET", "switches/dvs/groups?vlan=5000"));
        Assert.Equal(["switch"], await server.FailAsync(HttpStatusCode.NotFound, "GET", "switches/none/groups"));
    }

    [Fact]
    public async Task Rules_are_shown_with_what_met_them_for_a_port_its_group_and_the_uplinks()
    {
        TestFabric fabric = TestFabric.WithPortGroup();
        fabric.Do(TestFabric.Vnic("web1"));
        fabric.Do(TestFabric.Vnic("web2"));
        await using ApiServer server = await ApiServer.StartAsync(fabric);
        await server.SendAsync("PATCH", "portgroups/web", """{"policy": {"filtering": {"rules": [{"name": "no-ssh", "direction": "ingress", "action": "drop", "match": {"protocol": "tcp", "destinationPort": 22}}, {"name": "voice", "action": "mark", "dscp": 46}]}}}""", ifMatch: "*");
        (HttpStatusCode changed, JsonElement change) = await server.SendAsync("PATCH", "switches/dvs",
            """{"uplinkFiltering": {"rules": [{"name": "all", "action": "allow", "match": {"protocol": "tcp"}}, {"name": "no-telnet", "action": "drop", "match": {"protocol": "tcp", "destinationPort": 23}}]}}""", ifMatch: "*");

        Assert.Equal(HttpStatusCode.OK, changed);
        Assert.Equal("uplinkFiltering.rules[1]", Assert.Single(change.GetProperty("warnings").EnumerateArray()).GetProperty("field").GetString());
        JsonElement port = await server.GetAsync($"ports/{fabric.PortOf("web1").Id}/rules");
        Assert.Equal(("port dvs/1", "portGroup", true, 1), (port.GetProperty("of").GetString(), port.GetProperty("origin").GetString(), port.GetProperty("enabled").GetBoolean(), port.GetProperty("counted").GetInt32()));
        Assert.Equal("""{"name":"no-ssh","direction":"ingress","action":"drop","match":{"destinationPort":"22","protocol":"tcp"},"hits":5}""", port.GetProperty("rules")[0].GetRawText());
        Assert.Equal("""{"name":"voice","direction":"both","action":"mark","dscp":46,"match":{},"hits":0}""", port.GetProperty("rules")[1].GetRawText());
        JsonElement group = await server.GetAsync("portgroups/web/rules");
        Assert.Equal(("portgroup web", 2, 10UL), (group.GetProperty("of").GetString(), group.GetProperty("counted").GetInt32(), group.GetProperty("rules")[0].GetProperty("hits").GetUInt64()));
        JsonElement uplinks = await server.GetAsync("switches/dvs/uplink-rules");
        Assert.Equal(("uplinks of switch dvs", "switch", 3, 7UL), (uplinks.GetProperty("of").GetString(), uplinks.GetProperty("origin").GetString(), uplinks.GetProperty("counted").GetInt32(), uplinks.GetProperty("rules")[1].GetProperty("hits").GetUInt64()));

        // What was shown, hits and all, can be sent again.
        (HttpStatusCode again, JsonElement nothing) = await server.SendAsync("PATCH", "portgroups/web", $$"""{"policy": {"filtering": {"rules": {{group.GetProperty("rules").GetRawText()}} } } }""", ifMatch: "*");
        Assert.Equal((HttpStatusCode.OK, false), (again, nothing.GetProperty("changed").GetBoolean()));
        Assert.Equal(["port"], await server.FailAsync(HttpStatusCode.NotFound, "GET", $"ports/{Guid.NewGuid()}/rules"));
        Assert.Equal(["portGroup"], await server.FailAsync(HttpStatusCode.NotFound, "GET", "portgroups/none/rules"));
        Assert.Equal(["switch"], await server.FailAsync(HttpStatusCode.NotFound, "GET", "switches/none/uplink-rules"));
    }

    [Fact]
    public async Task A_vNIC_is_attached_listed_and_detached()
    {
        await using ApiServer server = await ApiServer.StartAsync();

        (HttpStatusCode attached, JsonElement change) = await server.SendAsync("PUT", "vms/web1/vnics/nic0", Attach);
        JsonElement vm = (await server.GetAsync("vms?host=h1")).GetProperty("items")[0];
        JsonElement port = await server.GetAsync($"ports/{change.GetProperty("id").GetString()}");
        JsonElement stats = await server.GetAsync($"ports/{change.GetProperty("id").GetString()}/stats");
        (HttpStatusCode detached, _) = await server.SendAsync("DELETE", "vms/web1/vnics/nic0", ifMatch: $"\"{port.GetProperty("revision").GetInt64()}\"");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (attached, detached));
        Assert.Equal("web1", vm.GetProperty("name").GetString());
        Assert.Equal("done", vm.GetProperty("vnics")[0].GetProperty("runtime").GetProperty("state").GetString());
        Assert.Equal("default", port.GetProperty("effective").GetProperty("origins").GetProperty("vlan").GetString());
        Assert.Equal("namespace", port.GetProperty("connection").GetProperty("attachment").GetProperty("type").GetString());
        Assert.Equal(ulong.MaxValue, stats.GetProperty("counters").GetProperty("rx-frames").GetUInt64());
        Assert.Equal(["vm"], await server.FailAsync(HttpStatusCode.NotFound, "GET", "vms/web1"));
    }

    [Fact]
    public async Task Hosts_are_added_changed_and_removed()
    {
        await using ApiServer server = await ApiServer.StartAsync();

        (HttpStatusCode added, _) = await server.SendAsync("POST", "switches/dvs/hosts", """{"host": "h3", "uplinks": {"Uplink 1": "u1"}}""");
        (HttpStatusCode changed, _) = await server.SendAsync("PUT", "switches/dvs/hosts/h3", """{"uplinks": {"Uplink 1": "u2"}}""", ifMatch: "*");
        JsonElement members = await server.GetAsync("switches/dvs/hosts");
        JsonElement nics = await server.GetAsync("nics?host=h3");
        (HttpStatusCode removed, _) = await server.SendAsync("DELETE", "switches/dvs/hosts/h3", ifMatch: "*");

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK, HttpStatusCode.OK), (added, changed, removed));
        Assert.Equal("u2", members.GetProperty("items")[2].GetProperty("uplinks").GetProperty("Uplink 1").GetString());
        Assert.Equal("distributed switch dvs", nics.GetProperty("items")[1].GetProperty("usedBy").GetString());
        Assert.True(nics.GetProperty("items")[0].GetProperty("linkUp").GetBoolean());
        JsonElement neighbour = nics.GetProperty("items")[0].GetProperty("neighbours")[0];
        Assert.Equal(("lldp", "sw1", "Gi1/0/1"), (neighbour.GetProperty("protocol").GetString(), neighbour.GetProperty("systemName").GetString(), neighbour.GetProperty("portId").GetString()));
        Assert.Equal((1, 9238, 7), (neighbour.GetProperty("nativeVlan").GetInt32(), neighbour.GetProperty("maxFrameBytes").GetInt32(), neighbour.GetProperty("aggregation").GetInt32()));
        Assert.Equal(["10 web", "20"], neighbour.GetProperty("vlans").EnumerateArray().Select(vlan => vlan.GetString()));
        Assert.False(neighbour.TryGetProperty("mtu", out _) || neighbour.TryGetProperty("platform", out _));
        Assert.Equal(3, nics.GetProperty("items")[0].GetProperty("moreNeighbours").GetInt32());
    }

    [Fact]
    public async Task LAGs_are_made_with_their_switch_and_shown_as_they_fare_on_each_host()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        (HttpStatusCode changed, _) = await server.SendAsync("PATCH", "switches/dvs", """{"lags": [{"name": "lag1", "uplinks": ["Uplink 1", "Uplink 2"], "mode": "passive"}]}""", ifMatch: "*");
        Assert.Equal(HttpStatusCode.OK, changed);
        JsonElement config = (await server.GetAsync("switches/dvs")).GetProperty("lags")[0];
        Assert.Equal(("lag1", "passive", "slow", "ipPortVlan", 1), (config.GetProperty("name").GetString(), config.GetProperty("mode").GetString(), config.GetProperty("rate").GetString(), config.GetProperty("hash").GetString(), config.GetProperty("key").GetInt32()));

        JsonElement lags = (await server.GetAsync("lags?switch=dvs&name=lag1")).GetProperty("items");
        Assert.Equal(["h1", "h2"], lags.EnumerateArray().Select(lag => lag.GetProperty("host").GetString()));
        JsonElement lag = (await server.GetAsync("lags?host=h2")).GetProperty("items")[0];
        Assert.Equal((1, "02:00:00:00:00:aa", 7), (lag.GetProperty("inUse").GetInt32(), lag.GetProperty("partner").GetProperty("system").GetString(), lag.GetProperty("partner").GetProperty("key").GetInt32()));
        JsonElement member = lag.GetProperty("members")[0];
        Assert.Equal(("Uplink 1", "u1", "distributing", 12), (member.GetProperty("uplink").GetString(), member.GetProperty("nic").GetString(), member.GetProperty("state").GetString(), member.GetProperty("partner").GetProperty("port").GetInt32()));
        Assert.Equal(["active", "fast", "aggregatable", "sync", "collecting", "distributing"], member.GetProperty("actorState").EnumerateArray().Select(word => word.GetString()));
        Assert.False(lag.GetProperty("members")[1].TryGetProperty("state", out _));
        Assert.Empty((await server.GetAsync("lags?host=h3")).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task What_is_reserved_and_sent_on_uplinks_is_shown_by_host()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        await server.SendAsync("PUT", "switches/dvs/hosts/h1", """{"uplinkCapacities": {"Uplink 1": 1000000000, "Uplink 2": 1000000000}}""", ifMatch: "*");
        await server.SendAsync("PUT", "switches/dvs/hosts/h2", """{"uplinkCapacities": {"Uplink 1": 1000000000, "Uplink 2": 1000000000}}""", ifMatch: "*");
        (HttpStatusCode set, JsonElement told) = await server.SendAsync(
            "PATCH", "switches/dvs", """{"ioControl": {"enabled": true, "trafficTypes": {"virtualMachine": {"reservationBitsPerSecond": 300000000}}}}""", ifMatch: "*");
        Assert.True(set == HttpStatusCode.OK, told.GetRawText());
        await server.SendAsync("PUT", "vms/web1/vnics/nic0", Attach[..^1] + """, "ioAllocation": {"shares": "high", "reservationBitsPerSecond": 100000000}}""");

        JsonElement host = (await server.GetAsync("switches/dvs/io?host=h1")).GetProperty("items")[0];
        JsonElement uplink = host.GetProperty("uplinks")[0];
        JsonElement[] classes = [.. uplink.GetProperty("classes").EnumerateArray()];

        Assert.Equal((600_000_000, 100_000_000, 500_000_000),
            (host.GetProperty("reservableBitsPerSecond").GetInt64(), host.GetProperty("reservedBitsPerSecond").GetInt64(), host.GetProperty("freeBitsPerSecond").GetInt64()));
        Assert.Equal(("Uplink 1", "u1", 1_000_000_000, 300_000_000), (uplink.GetProperty("uplink").GetString(), uplink.GetProperty("nic").GetString(),
            uplink.GetProperty("capacityBitsPerSecond").GetInt64(), uplink.GetProperty("reservedBitsPerSecond").GetInt64()));
        Assert.Equal(["all", "traffic", "port"], classes.Select(one => one.GetProperty("kind").GetString()));
        Assert.Equal(("virtualMachine", 100, 2), (classes[1].GetProperty("name").GetString(), classes[1].GetProperty("shares").GetInt32(), classes[1].GetProperty("droppedFrames").GetInt32()));
        Assert.Equal(("web1 nic0", 100, 100_000_000), (classes[2].GetProperty("name").GetString(), classes[2].GetProperty("shares").GetInt32(), classes[2].GetProperty("reservationBitsPerSecond").GetInt32()));
        Assert.Equal(2, (await server.GetAsync("switches/dvs/io")).GetProperty("total").GetInt32());
        Assert.Equal(["host"], await server.FailAsync(HttpStatusCode.NotFound, "GET", "switches/dvs/io?host=nobody"));
        Assert.Equal(["switch"], await server.FailAsync(HttpStatusCode.NotFound, "GET", "switches/nothing/io"));
    }

    [Fact]
    public async Task A_host_adapter_is_made_and_removed()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        await server.SendAsync("PUT", "adapters/h1/vmk0", """{"portGroup": "web", "addresses": ["192.0.2.1/24"]}""");

        JsonElement adapter = await server.GetAsync("adapters/h1/vmk0");
        (HttpStatusCode removed, _) = await server.SendAsync("DELETE", "adapters/h1/vmk0", ifMatch: "*");

        Assert.Equal("192.0.2.1/24", adapter.GetProperty("addresses")[0].GetString());
        Assert.Equal(HttpStatusCode.OK, removed);
    }

    [Fact]
    public async Task What_a_route_shows_can_be_applied_again_and_changes_nothing()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        await server.SendAsync("PUT", "vms/web1/vnics/nic0", Attach);
        await server.SendAsync("PUT", "adapters/h1/vmk0", """{"portGroup": "web", "addresses": ["192.0.2.1/24"]}""");
        JsonElement[] shown =
        [
            await server.GetAsync("vms/web1"), await server.GetAsync("switches/dvs"), await server.GetAsync("portgroups/web"),
            await server.GetAsync("adapters/h1/vmk0"),
        ];

        (HttpStatusCode status, JsonElement change) = await server.SendAsync("POST", "apply", JsonSerializer.Serialize(new { documents = shown }));

        Assert.True(status == HttpStatusCode.OK, change.GetRawText());
        Assert.False(change.GetProperty("changed").GetBoolean());
    }

    [Fact]
    public async Task A_dry_run_shows_differences_and_changes_nothing()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        long before = server.Inventory.Current.Revision;

        (_, JsonElement change) = await server.SendAsync(
            "POST", "apply?dryRun=true", """{"documents": [{"kind": "PortGroup", "name": "web", "policy": {"vlan": 30}}]}""");

        Assert.Equal((true, true, before),
            (change.GetProperty("changed").GetBoolean(), change.GetProperty("dryRun").GetBoolean(), change.GetProperty("revision").GetInt64()));
        Assert.Equal("30", change.GetProperty("differences")[0].GetProperty("after").GetString());
        Assert.Equal(before, server.Inventory.Current.Revision);
    }

    [Fact]
    public async Task Lists_are_filtered_and_paged()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        await server.SendAsync("PUT", "vms/web1/vnics/nic0", Attach);

        JsonElement connected = await server.GetAsync("ports?connected=true&switch=dvs&portGroup=web&host=h1&vm=web1");
        JsonElement page = await server.GetAsync("ports?limit=2&offset=3");

        Assert.Equal(1, connected.GetProperty("total").GetInt32());
        Assert.Equal(8, page.GetProperty("total").GetInt32());
        Assert.Equal([4, 5], page.GetProperty("items").EnumerateArray().Select(p => p.GetProperty("number").GetInt32()));
        Assert.Equal(0, (await server.GetAsync("ports?switch=none")).GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task Events_name_the_caller()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        await server.SendAsync("PUT", "vms/web1/vnics/nic0", Attach);

        JsonElement item = Assert.Single((await server.GetAsync("events?reason=vnic.connected&limit=5")).GetProperty("items").EnumerateArray());

        Assert.Equal("token test", item.GetProperty("caller").GetString());
        Assert.Equal("normal", item.GetProperty("severity").GetString());
    }

    [Fact]
    public async Task A_revision_tells_which_hosts_do_not_run_it_yet()
    {
        await using ApiServer server = await ApiServer.StartAsync();

        JsonElement status = await server.GetAsync("revisions/2");

        Assert.False(status.GetProperty("done").GetBoolean());
        Assert.Equal("pending", status.GetProperty("hosts")[0].GetProperty("state").GetString());
        Assert.Equal(["revision"], await server.FailAsync(HttpStatusCode.NotFound, "GET", "revisions/99999"));
        Assert.Equal(["revision"], await server.FailAsync(HttpStatusCode.BadRequest, "GET", "revisions/x"));
    }

    [Fact]
    public async Task A_watch_opens_at_once_and_then_tells_each_change()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        using CancellationTokenSource tooLate = new(TimeSpan.FromSeconds(30));
        await using Stream stream = await server.Client.GetStreamAsync("/api/v1/watch", tooLate.Token);
        using StreamReader reader = new(stream);
        Assert.Equal("event: open", await reader.ReadLineAsync(tooLate.Token));

        await server.SendAsync("PATCH", "portgroups/web", """{"policy": {"vlan": 5}}""", ifMatch: "*");

        string? line;
        do
        {
            line = await reader.ReadLineAsync(tooLate.Token);
        }
        while (line is not "event: change");
        JsonElement data = JsonDocument.Parse((await reader.ReadLineAsync(tooLate.Token))!["data: ".Length..]).RootElement;
        Assert.Equal(server.Inventory.Current.Revision, data.GetProperty("revision").GetInt64());
        JsonElement change = Assert.Single(data.GetProperty("changes").EnumerateArray());
        Assert.Equal("5", change.GetProperty("resource").GetProperty("policy").GetProperty("vlan").GetString());
    }

    [Fact]
    public async Task A_join_token_is_made_with_its_hours()
    {
        await using ApiServer server = await ApiServer.StartAsync();

        (HttpStatusCode status, JsonElement token) = await server.SendAsync("POST", "hosts/tokens", """{"validHours": 2}""");

        Assert.Equal((HttpStatusCode.Created, "token for token test"), (status, token.GetProperty("token").GetString()));
        Assert.Equal(["validHours"], await server.FailAsync(HttpStatusCode.BadRequest, "POST", "hosts/tokens", """{"validHours": 0}"""));
    }

    [Theory]
    [InlineData("""{"controller": "192.0.2.1:7444", "token": "used"}""", HttpStatusCode.UnprocessableEntity, "token")]
    [InlineData("""{"controller": "192.0.2.1", "token": "good"}""", HttpStatusCode.BadRequest, "controller")]
    [InlineData("""{"controller": "a/b:1", "token": "good"}""", HttpStatusCode.BadRequest, "controller")]
    [InlineData("""{"controller": "host:99999", "token": "good"}""", HttpStatusCode.BadRequest, "controller")]
    [InlineData("""{"controller": "host:1"}""", HttpStatusCode.BadRequest, "token")]
    [InlineData("""{"controller": "host:1", "token": "good", "name": "a/b"}""", HttpStatusCode.BadRequest, "name")]
    public async Task A_join_that_cannot_be_is_refused_with_the_field(string body, HttpStatusCode status, string field)
    {
        await using ApiServer server = await ApiServer.StartAsync();
        Assert.Equal([field], await server.FailAsync(status, "POST", "local/join", body));
    }

    [Fact]
    public async Task A_host_that_joined_names_its_controller()
    {
        await using ApiServer server = await ApiServer.StartAsync();
        (HttpStatusCode status, _) = await server.SendAsync("POST", "local/join", """{"controller": "[2001:db8::1]:7444", "token": "good"}""");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("[2001:db8::1]:7444", (await server.GetAsync("local")).GetProperty("controller").GetString());
    }
}

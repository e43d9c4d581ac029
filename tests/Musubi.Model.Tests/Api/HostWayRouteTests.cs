using System.Net;
using System.Text.Json;
using Musubi.Model.Commands;
using Musubi.Model.Config;
using Musubi.Model.Policy;
using Musubi.Model.Services;
using Musubi.Model.Share;

namespace Musubi.Model.Tests.Api;

/// <summary>Standard switches, migrations from them, and hosts that undid a change, by the routes.</summary>
public sealed class HostWayRouteTests
{
    [Fact]
    public async Task A_hosts_standard_switches_are_listed_with_what_carries_the_controller()
    {
        await using ApiServer server = await StartAsync();
        JsonElement owner = (await server.GetAsync("hosts/h3/switches")).GetProperty("items")[0];
        Assert.Equal(("StandardSwitch", "vSwitch0", "h3", "u1"), (
            owner.GetProperty("kind").GetString(), owner.GetProperty("name").GetString(), owner.GetProperty("host").GetString(), owner.GetProperty("uplinks").GetProperty("Uplink 1").GetString()));
        JsonElement[] ports = [.. owner.GetProperty("portGroups")[0].GetProperty("ports").EnumerateArray()];
        Assert.Equal(("vmk0", true), (ports[0].GetProperty("adapter").GetString(), ports[0].GetProperty("carriesController").GetBoolean()));
        Assert.Equal("vm1", ports[1].GetProperty("vm").GetString());
        Assert.False(ports[1].TryGetProperty("carriesController", out _));
        Assert.Equal(["host"], await server.FailAsync(HttpStatusCode.NotFound, "GET", "hosts/none/switches"));
        JsonElement path = (await server.GetAsync("hosts/h3")).GetProperty("runtime").GetProperty("controllerPath");
        Assert.Equal("u1", path.GetProperty("nics")[0].GetString());
    }

    [Fact]
    public async Task A_migration_is_shown_first_and_made_then()
    {
        await using ApiServer server = await StartAsync();
        const string Body = """{"hosts": [{"host": "h3", "uplinks": {"Uplink 1": "u1"}, "portGroups": {"lan": "web"}}]}""";
        (HttpStatusCode shown, JsonElement dry) = await server.SendAsync("POST", "switches/dvs/migrations?dryRun=true", Body);
        Assert.Equal((HttpStatusCode.OK, true, 3), (shown, dry.GetProperty("dryRun").GetBoolean(), dry.GetProperty("moves").GetArrayLength()));
        Assert.Equal("""{"host":"h3","hostId":"00000000-0000-0000-0000-000000000003","kind":"vnic","name":"vm1/nic0","fromSwitch":"vSwitch0","from":"lan","to":"web","vlanBefore":"none","vlanAfter":"none"}""",
            dry.GetProperty("moves")[2].GetRawText());
        Assert.Equal(0, (await server.GetAsync("vms")).GetProperty("total").GetInt32());
        (HttpStatusCode made, JsonElement change) = await server.SendAsync("POST", "switches/dvs/migrations", Body);
        Assert.Equal((HttpStatusCode.OK, true), (made, change.GetProperty("changed").GetBoolean()));
        Assert.Equal(1, (await server.GetAsync("vms")).GetProperty("total").GetInt32());
    }

    [Theory]
    [InlineData("""{"hosts": []}""", HttpStatusCode.BadRequest, "hosts")]
    [InlineData("""{"hosts": [{"host": "h3", "colour": 1}]}""", HttpStatusCode.BadRequest, "hosts[0].colour")]
    [InlineData("""{"hosts": [{"host": "h3", "uplinks": {"Uplink 1": "u1"}}]}""", HttpStatusCode.UnprocessableEntity, "hosts[0].uplinks")]
    public async Task What_is_wrong_with_a_migration_is_named(string body, HttpStatusCode status, string field)
    {
        await using ApiServer server = await StartAsync();
        Assert.Contains(field, await server.FailAsync(status, "POST", "switches/dvs/migrations", body));
    }

    [Fact]
    public async Task A_host_that_undid_a_change_says_so_and_is_told_to_try_again()
    {
        await using ApiServer server = await StartAsync();
        Assert.Equal(["host"], await server.FailAsync(HttpStatusCode.Conflict, "POST", "hosts/h3/retry"));
        Assert.Equal(["host"], await server.FailAsync(HttpStatusCode.NotFound, "POST", "hosts/none/retry"));
        server.Inventory.Rollback = new HostRollback { FromRevision = 8, ToRevision = 7, Reason = "cut off", Objects = ["switch dvs"] };
        JsonElement runtime = (await server.GetAsync("hosts/h3")).GetProperty("runtime");
        Assert.Equal(("rolledBack", 8, "switch dvs"), (
            runtime.GetProperty("condition").GetString(), runtime.GetProperty("rollback").GetProperty("fromRevision").GetInt32(), runtime.GetProperty("rollback").GetProperty("objects")[0].GetString()));
        (HttpStatusCode asked, JsonElement answer) = await server.SendAsync("POST", "hosts/h3/retry");
        Assert.Equal((HttpStatusCode.OK, "h3"), (asked, answer.GetProperty("host").GetString()));
    }

    private static async Task<ApiServer> StartAsync()
    {
        TestFabric fabric = TestFabric.WithPortGroup();
        Guid host = fabric.Host("h3").Id;
        fabric.Do(new ReportHost(host, Capabilities.Capability.All, [new HostNic("pci:1", "u1", 1500, "standard switch vSwitch0"), new HostNic("pci:2", "u2", 1500)]));
        ApiServer server = await ApiServer.StartAsync(fabric);
        server.Inventory.StandardSwitches =
        [
            new StandardSwitch
            {
                Id = Guid.NewGuid(),
                Name = "vSwitch0",
                Mtu = 1500,
                Uplinks = [new ShareUplink("Uplink 1", "pci:1")],
                PortGroups =
                [
                    new StandardPortGroup
                    {
                        Id = Guid.NewGuid(),
                        Name = "lan",
                        Vlan = VlanConfig.None,
                        Active = ["Uplink 1"],
                        Ports = [Port(1, "", "vmk0", host, new HostAdapterAttachment("vmk0", ["192.0.2.10/24"])), Port(2, "vm1", "nic0", host, new NamespaceAttachment("vm1", "eth0"))],
                    },
                ],
            },
        ];
        return server;
    }

    private static StandardPort Port(int number, string vm, string vnic, Guid host, AttachmentConfig attachment) => new()
    {
        Id = Guid.NewGuid(),
        Number = number,
        Connection = new ConnectionConfig { Vm = vm, Vnic = vnic, HostId = host, Mac = new MacAddress(0x0200_0000_0000UL + (ulong)number), Attachment = attachment },
        Runtime = new PortRuntime { State = ObjectState.Done },
    };
}

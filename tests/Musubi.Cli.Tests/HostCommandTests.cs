using Musubi.Cli.Tests.Fakes;
using Musubi.Model.Commands;
using Musubi.Model.Inventory;
using Musubi.Model.Policy;
using Musubi.Model.Reading;
using Musubi.Model.Resources;
using Musubi.Model.Services;

namespace Musubi.Cli.Tests;

public sealed class HostCommandTests
{
    private readonly CommandRunner _musubi = new();

    [Fact]
    public async Task Join_speaks_with_the_agent_whatever_controller_is_configured()
    {
        using TemporaryFolder folder = new();
        await using FakeServer agent = await FakeServer.StartLocalAsync(folder.File("host.sock"));
        LocalHostResource joined = new() { Name = "h1", FabricId = "f", Controller = "192.0.2.1:7444" };
        agent.On("POST /api/v1/local/join", joined).On("GET /api/v1/local", joined).On("GET /api/v1/local", joined with { Connected = true });

        Outcome outcome = await _musubi.With("MUSUBI_SOCKET", folder.File("host.sock"))
            .RunAsync("host", "join", "--controller", "192.0.2.1:7444", "--token", "id.secret.hash", "--name", "h1", "--server", "https://192.0.2.1:7443", "--wait");

        Assert.Equal((0, "host h1 joined fabric f of 192.0.2.1:7444\nconnected to the controller\n"), (outcome.Code, outcome.Out));
        (LocalJoinRequest request, Musubi.Model.ValueList<Musubi.Model.Validation.ValidationError> errors) = JoinReader.ReadJoin(agent.Requests[0].Json);
        Assert.Empty(errors);
        Assert.Equal(("192.0.2.1:7444", "id.secret.hash", "h1"), (request.Controller, request.Token, request.Name));
        Assert.Null(agent.Requests[0].Authorization);
    }

    [Fact]
    public async Task Join_that_is_not_connected_in_time_ends_with_5()
    {
        using TemporaryFolder folder = new();
        await using FakeServer agent = await FakeServer.StartLocalAsync(folder.File("host.sock"));
        LocalHostResource joined = new() { Name = "h1" };
        agent.On("POST /api/v1/local/join", joined).On("GET /api/v1/local", joined);

        Outcome outcome = await _musubi.RunAsync("host", "join", "--controller", "a:1", "--token", "t", "--wait", "--local", folder.File("host.sock"));

        Assert.Equal(5, outcome.Code);
    }

    [Fact]
    public async Task A_join_token_is_alone_on_standard_output()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On("POST /api/v1/hosts/tokens", new JoinTokenResource("id.secret.hash", new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero)), 201);

        Outcome outcome = await _musubi.RunAsync(server, "host", "token", "create", "--valid-hours", "2");

        Assert.Equal((0, "id.secret.hash\n"), (outcome.Code, outcome.Out));
        Assert.Contains("2026-01-02 03:04:05Z", outcome.Error, StringComparison.Ordinal);
        Assert.Equal("""{"validHours":2}""", server.Requests[0].Body);
    }

    [Fact]
    public async Task Migrate_asks_the_same_of_each_host_and_shows_what_moves()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        ChangeResource change = new()
        {
            Revision = 9,
            Changed = true,
            DryRun = true,
            Moves =
            [
                new HostMove { Host = "h1", HostId = Guid.Empty, Kind = "nic", Name = "eth0", FromSwitch = "vSwitch0", From = "Uplink 1", To = "Uplink 2" },
                new HostMove { Host = "h1", HostId = Guid.Empty, Kind = "vnic", Name = "vm1/nic0", FromSwitch = "vSwitch0", From = "lan", To = "web", VlanBefore = "10", VlanAfter = "20", CarriesController = true },
            ],
        };
        server.On("POST /api/v1/switches/prod/migrations?dryRun=true", change);
        Outcome outcome = await _musubi.RunAsync(server, "host", "migrate", "h1", "h2", "--to", "prod", "--uplink", "Uplink 2=eth0", "--portgroup", "lan=web", "--adapter", "vmk0=mgmt", "--vm", "vm1/nic0=db", "--accept-vlan", "--dry-run");

        Assert.Equal(0, outcome.Code);
        Assert.Contains("NIC eth0", outcome.Out, StringComparison.Ordinal);
        Assert.Contains("vSwitch0 lan", outcome.Out, StringComparison.Ordinal);
        Assert.Contains("10 → 20", outcome.Out, StringComparison.Ordinal);
        Assert.Contains("the way to the controller", outcome.Out, StringComparison.Ordinal);
        MigrateHosts command = RequestReader.MigrateHosts("prod", server.Requests[0].Json);
        Assert.Empty(command.ReadErrors);
        Assert.Equal(["h1", "h2"], command.Hosts.Select(host => host.Host));
        Assert.All(command.Hosts, host => Assert.Equal(("eth0", "web", "mgmt", "vm1/nic0", true), (host.Uplinks[0].Nic, host.PortGroups[0].Value, host.Adapters[0].Value, host.Vnics[0].Key, host.AcceptVlan)));
    }

    [Fact]
    public async Task Migrate_without_anything_to_move_is_no_command()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        Outcome outcome = await _musubi.RunAsync(server, "host", "migrate", "h1", "--to", "prod");
        Assert.Equal(2, outcome.Code);
        Assert.Contains("--uplink, --portgroup, --adapter or --vm", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_undid_a_change_is_shown_by_status_and_list_and_told_to_try_again()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        HostRollback rollback = new() { FromRevision = 8, ToRevision = 7, Reason = "cut off", Objects = ["switch prod", "adapter vmk0"] };
        server.On("POST /api/v1/hosts/h1/retry", new RetryResource { Host = "h1" })
            .On("GET /api/v1/revisions/8", new RevisionResource(8, false, [new HostRevisionStatus { HostId = Guid.Empty, Host = "h1", State = ObjectState.Error, Reason = "cut off", Rollback = rollback }]))
            .On("GET /api/v1/hosts?limit=1", Samples.List(Samples.Host()) with { Revision = 8 })
            .On("GET /api/v1/hosts", new ListResource<HostResource>(8, 1,
                [new HostResource { Name = "h1", Runtime = new HostRuntimeResource { Connected = true, Condition = "rolledBack", Rollback = StandardSwitchView.Of(rollback) } }]));
        Outcome status = await _musubi.RunAsync(server, "status");
        Assert.Contains("switch prod, adapter vmk0", status.Out, StringComparison.Ordinal);
        Assert.Contains("musubi host retry h1", status.Out, StringComparison.Ordinal);
        Outcome list = await _musubi.RunAsync(server, "host", "list");
        Assert.Contains("rolled back", list.Out, StringComparison.Ordinal);
        Outcome retry = await _musubi.RunAsync(server, "host", "retry", "h1");
        Assert.Equal((0, "host h1 tries once more what it undid; musubi status tells what comes of it\n"), (retry.Code, retry.Out));
    }

    [Fact]
    public async Task Standard_switches_are_listed_by_port_groups()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        StandardSwitchResource owner = new()
        {
            Name = "vSwitch0",
            Id = Guid.NewGuid(),
            Uplinks = System.Collections.Immutable.ImmutableSortedDictionary<string, string>.Empty.Add("Uplink 1", "eth0"),
            PortGroups =
            [
                new StandardPortGroupResource
                {
                    Name = "lan",
                    Id = Guid.NewGuid(),
                    Vlan = "10",
                    Ports =
                    [
                        new StandardPortResource { Adapter = "vmk0", CarriesController = true, Runtime = new PortRuntimeResource() },
                        new StandardPortResource { Vm = "vm1", Vnic = "nic0", Runtime = new PortRuntimeResource() },
                    ],
                },
            ],
        };
        server.On("GET /api/v1/hosts/h1/switches", new ListResource<StandardSwitchResource>(8, 2, [owner, new StandardSwitchResource { Name = "empty", Id = Guid.NewGuid() }]));
        Outcome outcome = await _musubi.RunAsync(server, "host", "switches", "h1");
        Assert.Equal(0, outcome.Code);
        Assert.Contains("Uplink 1=eth0", outcome.Out, StringComparison.Ordinal);
        Assert.Contains("vmk0 (controller), vm1/nic0", outcome.Out, StringComparison.Ordinal);
        Assert.Contains("empty", outcome.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("usable", 0, "usable")]
    [InlineData("failbackDelay", 0, "failback delay")]
    [InlineData("beaconsLost", 82, "beacons lost +82 %")]
    public async Task Of_each_NIC_is_shown_why_ports_do_not_use_it_and_how_full_it_is(string state, int load, string shown)
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On("GET /api/v1/nics", Samples.List(Samples.Nic() with { UplinkState = state, UplinkLoadPercent = load }));
        Outcome outcome = await _musubi.RunAsync(server, "nic", "list");
        Assert.Matches("^HOST +NIC .* UPLINK +STATE +LOAD", outcome.OutLines[0]);
        Assert.Matches($"Uplink 1 +{shown}", outcome.OutLines[1]);
    }

    [Fact]
    public async Task Entitlement_and_name_are_changed_by_set()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On("GET /api/v1/hosts/h1", Samples.Host()).On("PATCH /api/v1/hosts/h1", Samples.Changed());

        Outcome outcome = await _musubi.RunAsync(server, "host", "set", "h1", "--entitled", "no", "--name", "h9");

        Assert.Equal(0, outcome.Code);
        UpdateHost command = RequestReader.UpdateHost("h1", server.Requests[1].Json);
        Assert.Equal((false, "h9", 0), (command.Entitled, command.Name, command.ReadErrors.Count));
        Assert.Equal("\"4\"", server.Requests[1].IfMatch);
    }

    [Fact]
    public async Task The_list_says_who_is_connected_and_what_runs()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On("GET /api/v1/hosts", Samples.List(Samples.Host("h1"), Samples.Host("h2", connected: false), Samples.Host("h3") with { Runtime = null }));

        Outcome outcome = await _musubi.RunAsync(server, "host", "list");

        Assert.Matches("^h1 +connected +running +yes +prod +1 +2 +8$", outcome.OutLines[1]);
        Assert.Matches("^h2 +disconnected +running ", outcome.OutLines[2]);
        Assert.Matches("^h3 +disconnected +stopped ", outcome.OutLines[3]);
    }

    [Fact]
    public async Task Remove_is_based_on_the_revision_of_the_host()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On("GET /api/v1/hosts/h1", Samples.Host()).On("DELETE /api/v1/hosts/h1", Samples.Changed());

        Assert.Equal(0, (await _musubi.RunAsync(server, "host", "remove", "h1")).Code);

        Assert.Equal("\"4\"", server.Requests[1].IfMatch);
    }

    [Fact]
    public async Task Nics_are_listed_with_what_uses_them()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On("GET /api/v1/nics?host=h1", Samples.List(Samples.Nic()));

        Outcome outcome = await _musubi.RunAsync(server, "nic", "list", "--host", "h1");

        Assert.Matches(@"^h1 +eth1 +02:00:00:00:00:99 +up +10000 Mb/s +1500 +- +distributed switch prod +Uplink 1 +- +- +- +-$", outcome.OutLines[1]);
    }

    [Fact]
    public async Task Neighbours_are_listed_by_nic_and_told_shortly_beside_each()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        NeighbourResource tor = new()
        {
            Protocol = "lldp",
            ChassisId = "02:00:00:00:00:01",
            PortId = "Gi1/0/1",
            PortDescription = "to h1",
            SystemName = "sw1",
            NativeVlan = 1,
            Vlans = ["10 web"],
            MaxFrameBytes = 9238,
            ManagementAddresses = ["192.0.2.1"],
            LastSeen = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
        };
        server.On("GET /api/v1/nics", Samples.List(Samples.Nic() with { Neighbours = [tor, tor with { SystemName = null }], MoreNeighbours = 2 }, Samples.Nic() with { Name = "eth7" }));

        Outcome list = await _musubi.RunAsync(server, "nic", "list");
        Outcome neighbours = await _musubi.RunAsync(server, "nic", "neighbours");

        Assert.Contains("sw1 Gi1/0/1 (+3)", list.OutLines[1], StringComparison.Ordinal);
        Assert.Equal(3, neighbours.OutLines.Length);
        Assert.Matches(@"^h1 +eth1 +Uplink 1 +lldp +sw1 +Gi1/0/1 +to h1 +1 +10 web +- +9238 +192.0.2.1$", neighbours.OutLines[1]);
        Assert.Matches(@"^h1 +eth1 +Uplink 1 +lldp +02:00:00:00:00:01 ", neighbours.OutLines[2]);
    }

    [Fact]
    public async Task Host_adapters_are_made_listed_and_removed()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On("PUT /api/v1/adapters/h1/vmk0", Samples.Changed()).On("GET /api/v1/adapters", Samples.List(Samples.Adapter()))
            .On("GET /api/v1/adapters/h1/vmk0", Samples.Adapter()).On("DELETE /api/v1/adapters/h1/vmk0", Samples.Changed());

        await _musubi.RunAsync(server, "adapter", "create", "vmk0", "--host", "h1", "--portgroup", "web", "--address", "192.0.2.10/24", "--address", "2001:db8::1/64", "--traffic", "fault-tolerance");
        Outcome list = await _musubi.RunAsync(server, "adapter", "list");
        Outcome gone = await _musubi.RunAsync(server, "adapter", "delete", "vmk0", "--host", "h1");

        ConnectAdapter command = RequestReader.ConnectAdapter("h1", "vmk0", server.Requests[0].Json);
        Assert.Empty(command.ReadErrors);
        Assert.Equal(["192.0.2.10/24", "2001:db8::1/64"], command.Spec.Addresses!.Value);
        Assert.Equal(TrafficType.FaultTolerance, command.Spec.Traffic);
        Assert.Contains("192.0.2.10/24", list.Out, StringComparison.Ordinal);
        Assert.Equal((0, "\"6\""), (gone.Code, server.Requests[^1].IfMatch));
    }
}

using Musubi.Cli.Tests.Fakes;
using Musubi.Model;
using Musubi.Model.Commands;
using Musubi.Model.Config;
using Musubi.Model.Policy;
using Musubi.Model.Reading;
using Musubi.Model.Resources;

namespace Musubi.Cli.Tests;

public sealed class SwitchCommandTests
{
    private readonly CommandRunner _musubi = new();

    [Fact]
    public async Task Create_sends_what_the_server_reads_as_the_switch_that_was_typed()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On("POST /api/v1/switches", Samples.Changed(), 201);

        Outcome outcome = await _musubi.RunAsync(server, "switch", "create", "prod", "--mtu", "9000", "--uplinks", "2", "--promiscuous", "accept", "--failback", "no");

        Assert.Equal((0, "switch prod was created (revision 8)\n"), (outcome.Code, outcome.Out));
        CreateSwitch command = RequestReader.CreateSwitch(Assert.Single(server.Requests).Json);
        Assert.Empty(command.ReadErrors);
        Assert.Equal(("prod", 9000), (command.Spec.Name, command.Spec.Mtu));
        Assert.Equal(["Uplink 1", "Uplink 2"], command.Spec.Uplinks!.Value);
        Assert.Equal((true, false), (command.Spec.Policy.Promiscuous.Value, command.Spec.Policy.Failback.Value));
    }

    [Fact]
    public async Task Uplink_names_may_be_given_one_by_one_or_parted_by_commas()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On("POST /api/v1/switches", Samples.Changed(), 201);

        await _musubi.RunAsync(server, "switch", "create", "prod", "--uplinks", "left,right", "--uplinks", @"a\,b");

        Assert.Equal(["left", "right", "a,b"], RequestReader.CreateSwitch(server.Requests[0].Json).Spec.Uplinks!.Value);
    }

    [Theory]
    [InlineData("lldp:both", DiscoveryProtocol.Lldp, DiscoveryOperation.Both)]
    [InlineData("cdp:advertise", DiscoveryProtocol.Cdp, DiscoveryOperation.Advertise)]
    [InlineData("lldp", DiscoveryProtocol.Lldp, null)]
    [InlineData("none", null, DiscoveryOperation.None)]
    public async Task Discovery_and_contact_are_sent_as_they_were_typed(string typed, DiscoveryProtocol? protocol, DiscoveryOperation? operation)
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On("POST /api/v1/switches", Samples.Changed(), 201);

        await _musubi.RunAsync(server, "switch", "create", "prod", "--discovery", typed, "--contact", "ops", "--contact-details", "");

        CreateSwitch command = RequestReader.CreateSwitch(Assert.Single(server.Requests).Json);
        Assert.Empty(command.ReadErrors);
        Assert.Equal(new DiscoverySpec(protocol, operation), command.Spec.Discovery);
        Assert.Equal(new ContactSpec("ops", ""), command.Spec.Contact);
    }

    [Theory]
    [InlineData("edp:both")]
    [InlineData("lldp:loud")]
    [InlineData("cdp:listen:both")]
    public async Task Discovery_in_another_form_is_refused(string typed)
    {
        await using FakeServer server = await FakeServer.StartAsync();
        Outcome outcome = await _musubi.RunAsync(server, "switch", "set", "prod", "--discovery", typed);
        Assert.Equal(2, outcome.Code);
        Assert.Contains("lldp:both", outcome.Error, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Multicast_is_set_as_it_was_typed()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On("PATCH /api/v1/switches/prod", Samples.Changed());

        await _musubi.RunAsync(server, "switch", "set", "prod", "--revision", "3", "--multicast-filtering", "snooping", "--multicast-unregistered", "flood", "--multicast-querier", "on,interval=60,ipv4=10.0.0.1,ipv6=none");

        UpdateSwitch command = RequestReader.UpdateSwitch("prod", Assert.Single(server.Requests).Json);
        Assert.Empty(command.ReadErrors);
        Assert.Equal(
            new MulticastSpec { Filtering = MulticastFiltering.Snooping, FloodUnregistered = true, QuerierEnabled = true, QuerierIntervalSeconds = 60, QuerierIpv4 = "10.0.0.1", QuerierIpv6 = "" },
            command.Spec.Multicast);
    }

    [Theory]
    [InlineData("--multicast-filtering", "igmp")]
    [InlineData("--multicast-querier", "on,off")]
    [InlineData("--multicast-querier", "interval=soon")]
    [InlineData("--multicast-querier", "")]
    public async Task Multicast_in_other_words_is_refused(string option, string value)
    {
        await using FakeServer server = await FakeServer.StartAsync();
        Outcome outcome = await _musubi.RunAsync(server, "switch", "set", "prod", option, value);
        Assert.Equal(2, outcome.Code);
        Assert.Contains(option, outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Groups_are_shown_with_who_listens_and_who_asks()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On("GET /api/v1/switches/prod/groups?host=h1&vlan=10", new SwitchGroupsResource
        {
            Switch = "prod",
            MulticastFiltering = "snooping",
            Vlans =
            [
                new SnoopedVlanResource
                {
                    Host = "h1",
                    Vlan = 10,
                    Querier4 = new QuerierResource { Address = "10.0.0.1", Uplink = "Uplink 1" },
                    Querier6 = new QuerierResource { Own = true },
                    RouterUplinks = ["Uplink 1"],
                    HearsAllPorts = [4],
                    Count = 2,
                    Groups =
                    [
                        new SnoopedGroupResource { Group = "239.1.1.1", Port = 12, Vm = "web1", Vnic = "nic0", Since = DateTimeOffset.UnixEpoch, Mode = "exclude" },
                        new SnoopedGroupResource { Group = "ff05::7", Port = 12, Vm = "web1", Vnic = "nic0", Since = DateTimeOffset.UnixEpoch, Mode = "include", Sources = ["2001:db8::1"] },
                    ],
                },
            ],
        });

        Outcome outcome = await _musubi.RunAsync(server, "switch", "groups", "prod", "--host", "h1", "--vlan", "10");

        Assert.Equal(0, outcome.Code);
        Assert.StartsWith("host h1, VLAN 10; IGMP querier 10.0.0.1 by Uplink 1; MLD querier this switch; routers beyond Uplink 1; hearing all: port 4\n", outcome.Out, StringComparison.Ordinal);
        Assert.Matches(@"239\.1\.1\.1 +12 +web1 nic0 .+ all\n", outcome.Out);
        Assert.Matches(@"ff05::7 +12 +web1 nic0 .+ 2001:db8::1\n", outcome.Out);
    }

    [Fact]
    public async Task A_switch_that_does_not_snoop_says_so()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On("GET /api/v1/switches/prod/groups", new SwitchGroupsResource { Switch = "prod", MulticastFiltering = "basic" });
        Outcome outcome = await _musubi.RunAsync(server, "switch", "groups", "prod");
        Assert.Equal("switch prod follows no groups: its multicast filtering is basic\n", outcome.Out);
    }

    [Fact]
    public async Task LAGs_are_sent_as_they_were_typed()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On("POST /api/v1/switches", Samples.Changed(), 201);

        await _musubi.RunAsync(server, "switch", "create", "prod", "--lag", "lag1:uplink=Uplink 1,uplink=Uplink 2,mode=passive,rate=fast,hash=source-ip-port", "--lag", "lag2");

        CreateSwitch command = RequestReader.CreateSwitch(Assert.Single(server.Requests).Json);
        Assert.Empty(command.ReadErrors);
        Assert.Equal(
            [
                new LagSpec { Name = "lag1", Uplinks = ["Uplink 1", "Uplink 2"], Mode = LacpMode.Passive, Rate = LacpRate.Fast, Hash = new LagHash(LagHashFields.IpPort, LagHashSides.Source, false) },
                new LagSpec { Name = "lag2" },
            ],
            command.Spec.Lags!.Value);
        await _musubi.RunAsync(server, "switch", "create", "prod", "--lag", "none");
        Assert.Empty(RequestReader.CreateSwitch(server.Requests[1].Json).Spec.Lags!.Value);
    }

    [Theory]
    [InlineData(":uplink=Uplink 1")]
    [InlineData("lag1:uplinks=Uplink 1")]
    [InlineData("lag1:uplink=")]
    [InlineData("lag1:mode=active,mode=passive")]
    public async Task A_LAG_in_another_form_is_refused(string typed)
    {
        await using FakeServer server = await FakeServer.StartAsync();
        Outcome outcome = await _musubi.RunAsync(server, "switch", "set", "prod", "--lag", typed);
        Assert.Equal(2, outcome.Code);
        Assert.Contains("--lag", outcome.Error, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task LAGs_are_listed_member_by_member_and_shown_host_by_host()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        LagStateResource lag = new()
        {
            Name = "lag1",
            Switch = "prod",
            Host = "h1",
            Mode = "active",
            InUse = 1,
            Members =
            [
                new LagMemberResource { Uplink = "Uplink 1", Nic = "eth1", State = "distributing", Partner = new LagPartnerResource(MacAddress.Parse("02:00:00:00:00:aa"), 1, 7, 12) },
                new LagMemberResource { Uplink = "Uplink 2", Nic = "eth2", State = "detached", Reason = "no link" },
            ],
        };
        server.On("GET /api/v1/lags?host=h1", Samples.List(lag)).On("GET /api/v1/lags?name=lag1", Samples.List(lag, lag with { Host = "h2" })).On("GET /api/v1/lags?name=lag9", Samples.List<LagStateResource>());

        Outcome listed = await _musubi.RunAsync(server, "lag", "list", "--host", "h1");
        string[] lines = listed.Out.Split('\n');
        Assert.Equal(["lag1", "prod", "h1", "Uplink", "1", "eth1", "distributing", "02:00:00:00:00:aa", "7", "12", "-"], lines[1].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.EndsWith("no link", lines[2].TrimEnd(), StringComparison.Ordinal);
        Outcome shown = await _musubi.RunAsync(server, "lag", "show", "lag1");
        Assert.Equal(2, shown.Out.Split("members:").Length - 1);
        Assert.Equal(4, (await _musubi.RunAsync(server, "lag", "show", "lag9")).Code);
    }

    [Fact]
    public async Task Set_fetches_the_revision_and_bases_the_change_on_it()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On("GET /api/v1/switches/prod", Samples.Switch(revision: 7)).On("PATCH /api/v1/switches/prod", Samples.Changed());

        Outcome outcome = await _musubi.RunAsync(server, "switch", "set", "prod", "--mtu", "9000");

        Assert.Equal(0, outcome.Code);
        Assert.Equal(["GET /api/v1/switches/prod", "PATCH /api/v1/switches/prod"], server.Requests.Select(r => r.ToString()));
        Assert.Equal("\"7\"", server.Requests[1].IfMatch);
        Assert.Equal("{\"mtu\":9000}", server.Requests[1].Body);
    }

    [Fact]
    public async Task A_revision_that_is_insisted_on_is_sent_without_looking()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On("PATCH /api/v1/switches/prod", Samples.Changed());

        await _musubi.RunAsync(server, "switch", "set", "prod", "--mtu", "9000", "--revision", "3");

        Assert.Equal("\"3\"", Assert.Single(server.Requests).IfMatch);
    }

    [Fact]
    public async Task Set_without_anything_to_set_is_a_mistake_of_usage()
    {
        await using FakeServer server = await FakeServer.StartAsync();

        Outcome outcome = await _musubi.RunAsync(server, "switch", "set", "prod");

        Assert.Equal(2, outcome.Code);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Add_host_sends_which_nic_fills_which_uplink()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On("POST /api/v1/switches/prod/hosts", Samples.Changed(), 201);

        Outcome outcome = await _musubi.RunAsync(server, "switch", "add-host", "prod", "h1", "--uplink", "Uplink 1=eth1", "--uplink", "a=b=eth2");

        Assert.Equal(0, outcome.Code);
        AddHost command = RequestReader.AddHost("prod", server.Requests[0].Json);
        Assert.Empty(command.ReadErrors);
        Assert.Equal("h1", command.Host);
        Assert.Equal([new UplinkSpec("Uplink 1", "eth1"), new UplinkSpec("a=b", "eth2")], command.Uplinks);
    }

    [Fact]
    public async Task Every_wrong_uplink_pair_is_named()
    {
        await using FakeServer server = await FakeServer.StartAsync();

        Outcome outcome = await _musubi.RunAsync(server, "switch", "add-host", "prod", "h1", "--uplink", "eth1", "--uplink", "a=eth1", "--uplink", "a=eth2");

        Assert.Equal(2, outcome.Code);
        Assert.Equal(2, outcome.ErrorLines.Length);
        Assert.Contains("got \"eth1\"", outcome.ErrorLines[0], StringComparison.Ordinal);
        Assert.Contains("only once", outcome.ErrorLines[1], StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Set_host_and_remove_host_are_based_on_the_revision_of_the_switch()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On("GET /api/v1/switches/prod", Samples.Switch(revision: 7))
            .On("PUT /api/v1/switches/prod/hosts/h1", Samples.Changed())
            .On("DELETE /api/v1/switches/prod/hosts/h1", Samples.Changed());

        Assert.Equal(0, (await _musubi.RunAsync(server, "switch", "set-host", "prod", "h1", "--uplink", "Uplink 1=eth3")).Code);
        Assert.Equal(0, (await _musubi.RunAsync(server, "switch", "remove-host", "prod", "h1")).Code);

        Assert.Equal(["\"7\"", "\"7\""], server.Requests.Where(r => r.Method != "GET").Select(r => r.IfMatch));
        Assert.Empty(RequestReader.UpdateMember("prod", "h1", server.Requests[1].Json).ReadErrors);
    }

    [Fact]
    public async Task A_capacity_alone_leaves_the_NICs_as_they_are()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On("GET /api/v1/switches/prod", Samples.Switch(revision: 7)).On("PUT /api/v1/switches/prod/hosts/h1", Samples.Changed());

        Assert.Equal(0, (await _musubi.RunAsync(server, "switch", "set-host", "prod", "h1", "--capacity", "Uplink 1=10G")).Code);
        Outcome wrong = await _musubi.RunAsync(server, "switch", "set-host", "prod", "h1", "--capacity", "Uplink 1=fast");

        UpdateMember command = RequestReader.UpdateMember("prod", "h1", server.Requests[1].Json);
        Assert.Empty(command.ReadErrors);
        Assert.Null(command.Uplinks);
        Assert.Equal([new CapacitySpec("Uplink 1", 10_000_000_000)], command.Capacities!.Value);
        Assert.Equal(2, wrong.Code);
        Assert.Contains("got \"Uplink 1=fast\"", wrong.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_capacities_take_all_away()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On("GET /api/v1/switches/prod", Samples.Switch(revision: 7)).On("PUT /api/v1/switches/prod/hosts/h1", Samples.Changed());

        Assert.Equal(0, (await _musubi.RunAsync(server, "switch", "set-host", "prod", "h1", "--capacity", "none")).Code);

        UpdateMember command = RequestReader.UpdateMember("prod", "h1", server.Requests[1].Json);
        Assert.Null(command.Uplinks);
        Assert.Empty(command.Capacities!.Value);
    }

    [Fact]
    public async Task Delete_names_the_revision_that_it_saw()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On("GET /api/v1/switches/prod", Samples.Switch(revision: 7)).On("DELETE /api/v1/switches/prod", Samples.Changed());

        Outcome outcome = await _musubi.RunAsync(server, "switch", "delete", "prod");

        Assert.Equal((0, "switch prod was deleted (revision 8)\n"), (outcome.Code, outcome.Out));
        Assert.Equal("\"7\"", server.Requests[1].IfMatch);
    }

    [Fact]
    public async Task The_list_is_a_table_with_a_row_to_each_switch()
    {
        await using FakeServer server = await FakeServer.StartAsync();
        server.On("GET /api/v1/switches?host=h1", Samples.List(Samples.Switch("lab"), Samples.Switch("prod")));

        Outcome outcome = await _musubi.RunAsync(server, "switch", "list", "--host", "h1");

        Assert.Equal(3, outcome.OutLines.Length);
        Assert.Matches("^NAME +TYPE +MTU +UPLINKS +HOSTS +PORT GROUPS +PORTS USED$", outcome.OutLines[0]);
        Assert.Matches("^prod +distributed +1500 +Uplink 1, Uplink 2 +h1 +db, web +3/16$", outcome.OutLines[2]);
    }

    [Fact]
    public async Task Nics_of_a_standard_switch_are_given_when_it_is_made()
    {
        using TemporaryFolder folder = new();
        await using FakeServer agent = await FakeServer.StartLocalAsync(folder.File("host.sock"));
        agent.On("GET /api/v1/hosts", Samples.List(Samples.Host("own"))).On("POST /api/v1/switches", Samples.Changed(), 201);

        Outcome outcome = await _musubi.RunAsync("switch", "create", "vs0", "--uplinks", "1", "--uplink", "Uplink 1=eth1", "--local", folder.File("host.sock"));

        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
        CreateSwitch command = RequestReader.CreateSwitch(agent.Requests[1].Json);
        Assert.Empty(command.ReadErrors);
        Assert.Equal([new MemberSpec("own", [new UplinkSpec("Uplink 1", "eth1")])], command.Spec.Hosts!.Value);
    }

    [Fact]
    public async Task A_distributed_switch_gets_its_nics_host_by_host()
    {
        await using FakeServer server = await FakeServer.StartAsync();

        Outcome outcome = await _musubi.RunAsync(server, "switch", "create", "prod", "--uplink", "Uplink 1=eth1");

        Assert.Equal(2, outcome.Code);
        Assert.Contains("add-host", outcome.Error, StringComparison.Ordinal);
    }
}

using System.Collections.Immutable;
using System.Text.Json;
using Musubi.Model.Commands;
using Musubi.Model.Config;
using Musubi.Model.Inventory;
using Musubi.Model.Policy;
using Musubi.Model.Reading;
using Musubi.Model.Services;
using Musubi.Model.Share;
using Musubi.Model.Validation;

namespace Musubi.Model.Tests.Inventory;

/// <summary>What moves from standard switches to a distributed one, and what is refused because it would be cut off.</summary>
public sealed class HostMigrationTests
{
    private static readonly Guid H3 = new("00000000-0000-0000-0000-000000000003");
    private static readonly Guid Standard = new("00000000-0000-0000-0000-0000000000f0");
    private static readonly Guid AdapterPort = new("00000000-0000-0000-0000-0000000000f1");
    private static readonly Guid VmPort = new("00000000-0000-0000-0000-0000000000f2");

    private const string All = """{"host": "h3", "uplinks": {"Uplink 1": "u1", "Uplink 2": "u2"}, "adapters": {"vmk0": "management"}, "portGroups": {"lan": "web"}}""";

    private readonly TestFabric _fabric = Make();

    [Fact]
    public void All_of_a_standard_switch_moves_in_one_change_with_its_macs_addresses_and_interfaces()
    {
        EditResult result = _fabric.Do(Command(All));
        Assert.Equal(
            ["nic u1 Uplink 1 Uplink 1", "nic u2 Uplink 2 Uplink 2", "adapter vmk0 Management management", "vnic vm1/nic0 lan web"],
            result.Moves.Select(move => $"{move.Kind} {move.Name} {move.From} {move.To}"));
        Assert.True(result.Moves[2].CarriesController);
        Assert.Null(result.Moves[3].CarriesController);
        HostShare share = ShareCompiler.Compile(_fabric.Snapshot, H3);
        Assert.All(share.Switches.Values.Single().Uplinks, uplink => Assert.Equal(Standard, uplink.TakesFrom));
        SharePort vm = share.Ports.Values.Single(port => port.Connection.Vm == "vm1");
        Assert.Equal((VmPort, "02:00:00:00:00:01", "web"), (vm.TakesFrom, vm.Connection.Mac.ToString(), vm.PortGroup));
        Assert.Equal(new NamespaceAttachment("vm1", "eth0"), vm.Connection.Attachment);
        SharePort adapter = share.Ports.Values.Single(port => port.Connection.Vm.Length == 0);
        Assert.Equal((AdapterPort, new HostAdapterAttachment("vmk0", ["192.0.2.3/24"])), (adapter.TakesFrom, adapter.Connection.Attachment));
        Assert.Contains(result.Warnings, warning => warning.Rule.Contains("the host undoes the change by itself", StringComparison.Ordinal));
    }

    [Fact]
    public void What_was_moved_is_taken_over_once_and_forgotten_when_it_moves_on()
    {
        _fabric.Do(Command(All));
        EditResult again = _fabric.Do(new UpdateMember("dvs", "h3", [new UplinkSpec("Uplink 1", "u1"), new UplinkSpec("Uplink 2", "u2")], null));
        Assert.Empty(again.Changes);
        Guid port = _fabric.PortOf("vm1").Id;
        _fabric.Do(new DisconnectVnic("vm1", "nic0", null));
        Assert.Null(_fabric.Snapshot.Ports[port].TakesFrom);
    }

    [Theory]
    [InlineData("""{"host": "h3", "uplinks": {"Uplink 1": "u1", "Uplink 2": "u2"}}""", "would take away the last NIC of standard switch vSwitch0, to which host adapter vmk0 (this host's connection to its controller) and vm1 nic0 stays connected")]
    [InlineData("""{"host": "h3", "uplinks": {"Uplink 1": "u1", "Uplink 2": "u2"}, "adapters": {"vmk0": "management"}}""", "to which vm1 nic0 stays connected")]
    [InlineData("""{"host": "h3", "uplinks": {"Uplink 2": "u2"}}""", "the last NIC that port group lan of standard switch vSwitch0 may use, to which vm1 nic0 stays connected")]
    [InlineData("""{"host": "h3", "vnics": {"vm1": "web"}}""", "uses no uplink that has a NIC on host h3 (Uplink 1, Uplink 2): vm1 nic0 would be cut off")]
    [InlineData("""{"host": "h3", "uplinks": {"Uplink 1": "u1"}, "vnics": {"vm1": "db"}}""", "has VLAN 20, and lan of standard switch vSwitch0 has 10: vm1 nic0 would be in another network")]
    [InlineData("""{"host": "h3", "uplinks": {"Uplink 1": "u1"}, "vnics": {"vm1": "closed"}}""", "is blocked: vm1 nic0 would be cut off")]
    public void What_would_be_cut_off_is_refused_with_the_reason(string host, string reason)
    {
        ValidationError error = _fabric.Fail(EditOutcome.Refused, Command(host));
        Assert.Contains(reason, error.Rule, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"host": "h3", "uplinks": {"Uplink 9": "u1"}}""", "must be an uplink of switch dvs", EditOutcome.Invalid)]
    [InlineData("""{"host": "h3", "uplinks": {"Uplink 1": "u7"}}""", "must be a NIC that host h3 reports", EditOutcome.Invalid)]
    [InlineData("""{"host": "h3", "vnics": {"vm9": "web"}}""", "connected to a standard switch of this host", EditOutcome.Invalid)]
    [InlineData("""{"host": "h3", "adapters": {"vmk9": "web"}}""", "must be a host adapter on a standard switch of this host", EditOutcome.Invalid)]
    [InlineData("""{"host": "h3", "portGroups": {"nowhere": "web"}}""", "must be a port group of a standard switch of this host", EditOutcome.Invalid)]
    [InlineData("""{"host": "h3", "vnics": {"vm1": "nowhere"}}""", "must name a port group that exists", EditOutcome.Invalid)]
    [InlineData("""{"host": "h3"}""", "must say what is to be moved", EditOutcome.Invalid)]
    [InlineData("""{"host": "h1", "uplinks": {"Uplink 1": "u1"}}""", "is not connected", EditOutcome.Refused)]
    public void What_is_not_there_is_named(string host, string rule, EditOutcome outcome)
    {
        ValidationError error = _fabric.Fail(outcome, Command(host));
        Assert.Contains(rule, error.Rule, StringComparison.Ordinal);
    }

    [Fact]
    public void An_uplink_that_is_filled_is_a_conflict()
    {
        _fabric.Do(Command("""{"host": "h3", "uplinks": {"Uplink 1": "u2"}, "vnics": {"vm1": "web"}}"""));
        ValidationError error = _fabric.Fail(EditOutcome.Conflict, Command("""{"host": "h3", "uplinks": {"Uplink 1": "u1"}, "adapters": {"vmk0": "management"}}"""));
        Assert.Equal(("hosts[0].uplinks.Uplink 1", "u1"), (error.Field, error.Value));
        Assert.Contains("is filled already, by u2", error.Rule, StringComparison.Ordinal);
    }

    [Fact]
    public void Doubts_about_a_vlan_can_be_overruled()
    {
        EditResult result = _fabric.Do(Command("""{"host": "h3", "uplinks": {"Uplink 1": "u2"}, "vnics": {"vm1/nic0": "db"}, "acceptVlan": true}"""));
        Assert.Equal(("10", "20"), (result.Moves[1].VlanBefore, result.Moves[1].VlanAfter));
    }

    [Fact]
    public void A_neighbour_that_names_its_vlans_and_not_this_one_is_believed()
    {
        HostRuntime facts = Facts();
        NeighbourRuntime neighbour = new() { Protocol = DiscoveryProtocol.Lldp, ChassisId = "sw1", PortId = "1", Vlans = [new NeighbourVlan(20, "db")] };
        facts = facts with { Nics = [.. facts.Nics.Select(nic => nic with { Neighbours = [neighbour] })] };
        const string Host = """{"host": "h3", "uplinks": {"Uplink 1": "u2"}, "vnics": {"vm1": "web"}}""";
        ValidationError error = _fabric.Fail(EditOutcome.Refused, Command(Host, facts));
        Assert.Contains("has VLAN 10, which the neighbours of u2 do not name", error.Rule, StringComparison.Ordinal);
    }

    [Fact]
    public void A_nic_without_a_link_is_no_way_out()
    {
        HostRuntime facts = Facts();
        facts = facts with { Nics = [.. facts.Nics.Select(nic => nic with { LinkUp = nic.Name == "u1", UsedBy = "standard switch vSwitch0" })] };
        ValidationError error = _fabric.Fail(EditOutcome.Refused, Command("""{"host": "h3", "uplinks": {"Uplink 1": "u2"}, "vnics": {"vm1": "web"}}""", facts));
        Assert.Contains("has no link at any of its NICs on host h3 (u2)", error.Rule, StringComparison.Ordinal);
    }

    [Fact]
    public void A_nic_below_the_interface_that_reaches_the_controller_stays()
    {
        HostRuntime facts = Facts() with { ControllerPath = new ControllerPath { Interface = "br0", Address = "192.0.2.3", Nics = ["pci:2"] } };
        ValidationError error = _fabric.Fail(EditOutcome.Refused, Command("""{"host": "h3", "uplinks": {"Uplink 1": "u2"}, "vnics": {"vm1": "web"}}""", facts));
        Assert.Contains("carries this host's connection to its controller (interface br0)", error.Rule, StringComparison.Ordinal);
    }

    [Fact]
    public void Many_hosts_are_all_done_or_none()
    {
        ValidationError error = _fabric.Fail(EditOutcome.Refused, Command(All + """, {"host": "h2", "uplinks": {"Uplink 1": "u1"}}"""));
        Assert.Equal("hosts[1].host", error.Field);
    }

    private static TestFabric Make()
    {
        TestFabric fabric = new();
        fabric.Do(new CreateSwitch(new SwitchSpec { Name = "dvs" }));
        fabric.Apply("""
            [
              {"kind": "PortGroup", "name": "management", "switch": "dvs"},
              {"kind": "PortGroup", "name": "web", "switch": "dvs", "policy": {"vlan": 10}},
              {"kind": "PortGroup", "name": "db", "switch": "dvs", "policy": {"vlan": 20}},
              {"kind": "PortGroup", "name": "closed", "switch": "dvs", "policy": {"vlan": 10, "blocked": true}}
            ]
            """);
        fabric.Do(new ReportHost(H3, Capabilities.Capability.All,
            [new HostNic("pci:1", "u1", 1500, "standard switch vSwitch0"), new HostNic("pci:2", "u2", 1500, "standard switch vSwitch0")]));
        return fabric;
    }

    private static MigrateHosts Command(string hosts, HostRuntime? facts = null) =>
        RequestReader.MigrateHosts("dvs", JsonDocument.Parse($$"""{"hosts": [{{hosts}}]}""").RootElement) with
        {
            Facts = ImmutableDictionary<Guid, HostRuntime>.Empty.Add(H3, facts ?? Facts()),
        };

    /// <summary>Port group lan (VLAN 10) may use u2 only; Management both.</summary>
    private static HostRuntime Facts() => new()
    {
        Connected = true,
        Nics = [new NicRuntime { Id = "pci:1", Name = "u1", LinkUp = true }, new NicRuntime { Id = "pci:2", Name = "u2", LinkUp = true }],
        ControllerPath = new ControllerPath { Interface = "vmk0", Address = "192.0.2.3", Adapter = "vmk0", Nics = ["pci:1", "pci:2"] },
        StandardSwitches =
        [
            new StandardSwitch
            {
                Id = Standard,
                Name = "vSwitch0",
                Mtu = 1500,
                Uplinks = [new ShareUplink("Uplink 1", "pci:1"), new ShareUplink("Uplink 2", "pci:2")],
                PortGroups =
                [
                    Group("Management", VlanConfig.None, ["Uplink 1", "Uplink 2"], AdapterPort, "", "vmk0", "02:00:00:00:00:03", new HostAdapterAttachment("vmk0", ["192.0.2.3/24"])),
                    Group("lan", VlanConfig.Access(10), ["Uplink 2"], VmPort, "vm1", "nic0", "02:00:00:00:00:01", new NamespaceAttachment("vm1", "eth0")),
                ],
            },
        ],
    };

    private static StandardPortGroup Group(string name, VlanConfig vlan, ValueList<string> active, Guid port, string vm, string vnic, string mac, AttachmentConfig attachment) => new()
    {
        Id = Guid.NewGuid(),
        Name = name,
        Vlan = vlan,
        Active = active,
        Ports =
        [
            new StandardPort
            {
                Id = port,
                Number = 1,
                Connection = new ConnectionConfig { Vm = vm, Vnic = vnic, HostId = H3, Mac = MacAddress.Parse(mac), Attachment = attachment },
                Runtime = new PortRuntime { State = ObjectState.Done },
            },
        ],
    };
}

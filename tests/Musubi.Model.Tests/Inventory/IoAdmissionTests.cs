using System.Text.Json;
using Musubi.Model.Capabilities;
using Musubi.Model.Commands;
using Musubi.Model.Config;
using Musubi.Model.Inventory;
using Musubi.Model.Policy;
using Musubi.Model.Reading;
using Musubi.Model.Validation;

namespace Musubi.Model.Tests.Inventory;

/// <summary>
/// What is reserved must be there: no change is carried out after which it is not, and the error shows the arithmetic. Hosts h1 and h2 have two
/// uplinks each, of which virtual machines have 300 Mbit/s reserved.
/// </summary>
public sealed class IoAdmissionTests
{
    private readonly TestFabric _fabric = TestFabric.WithPortGroup();

    public IoAdmissionTests()
    {
        foreach (string host in new[] { "h1", "h2" })
        {
            _fabric.Do(Member(host, """{"uplinkCapacities": {"Uplink 1": 1000000000, "Uplink 2": 1000000000}}"""));
        }

        _fabric.Do(Update("""{"ioControl": {"enabled": true, "trafficTypes": {"virtualMachine": {"reservationBitsPerSecond": 300000000}}}}"""));
    }

    [Fact]
    public void Traffic_types_reserve_three_quarters_of_the_slowest_uplink_at_most()
    {
        ValidationError error = _fabric.Fail(EditOutcome.Refused, Update("""{"ioControl": {"trafficTypes": {"vmotion": {"reservationBitsPerSecond": 450000001}}}}"""));

        Assert.Equal(
            new ValidationError("ioControl.trafficTypes", "750000001",
                "traffic types reserve 450 Mbit/s (vmotion) + 300 Mbit/s (virtualMachine) = 750 Mbit/s on each uplink of switch dvs, "
                + "which must be at most 75 % of the slowest, Uplink 1 of host h1 (u1): 1 Gbit/s × 75 % = 750 Mbit/s"),
            error);
        _fabric.Do(Update("""{"ioControl": {"trafficTypes": {"vmotion": {"reservationBitsPerSecond": 450000000}}}}"""));
    }

    [Fact]
    public void A_slower_uplink_is_refused_and_one_of_which_nothing_is_known()
    {
        ValidationError slow = _fabric.Fail(EditOutcome.Refused, Member("h2", """{"uplinkCapacities": {"Uplink 1": 1000000000, "Uplink 2": 300000000}}"""));
        Assert.Contains("Uplink 2 of host h2 (u2): 300 Mbit/s × 75 % = 225 Mbit/s", slow.Rule, StringComparison.Ordinal);

        ValidationError unknown = _fabric.Fail(EditOutcome.Refused, Member("h2", """{"uplinkCapacities": {"Uplink 1": 1000000000}}"""));
        Assert.Equal("uplinkCapacities.Uplink 2", unknown.Field);
        Assert.Contains("not known", unknown.Rule, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_link_told_last_counts_where_nothing_was_said()
    {
        Report("h2", 10_000, 10_000);
        _fabric.Do(Member("h2", """{"uplinkCapacities": {}}"""));
        // Links that are down tell nothing.
        Report("h2", 0, 10_000);
        _fabric.Do(Update("""{"ioControl": {"trafficTypes": {"vmotion": {"reservationBitsPerSecond": 400000000}}}}"""));
    }

    [Fact]
    public void A_link_that_comes_back_slower_is_taken_as_it_is_and_stops_only_what_makes_it_worse()
    {
        Report("h2", 10_000, 10_000);
        _fabric.Do(Member("h2", """{"uplinkCapacities": {}}"""));
        Report("h2", 100, 10_000);

        _fabric.Do(Vm("web1", 0));
        _fabric.Do(Update("""{"ioControl": {"trafficTypes": {"virtualMachine": {"reservationBitsPerSecond": 200000000}}}}"""));
        Assert.Contains("100 Mbit/s × 75 % = 75 Mbit/s", _fabric.Fail(
            EditOutcome.Refused, Update("""{"ioControl": {"trafficTypes": {"nfs": {"reservationBitsPerSecond": 8000}}}}""")).Rule, StringComparison.Ordinal);
    }

    [Fact]
    public void The_vNICs_of_a_host_reserve_what_its_uplinks_have_for_them()
    {
        _fabric.Do(Vm("web1", 300));
        _fabric.Do(Vm("web2", 200));

        ValidationError error = _fabric.Fail(EditOutcome.Refused, Vm("web3", 101));

        Assert.Equal(
            new ValidationError("ioAllocation.reservationBitsPerSecond", "601000000",
                "vNICs on host h1 that leave by Uplink 1, Uplink 2 reserve 300 Mbit/s (web1 nic0) + 200 Mbit/s (web2 nic0) + 101 Mbit/s (web3 nic0) = 601 Mbit/s, "
                + "which must be at most what virtual machines have reserved there: 300 Mbit/s × 2 uplinks = 600 Mbit/s"),
            error);
        _fabric.Do(Vm("web3", 100));
        _fabric.Do(Vm("web4", 300, "h2"));
    }

    [Fact]
    public void A_vNIC_reserves_no_more_than_one_uplink_has()
    {
        ValidationError error = _fabric.Fail(EditOutcome.Refused, Vm("web1", 301));
        Assert.Equal("web1 nic0 reserves 301 Mbit/s, and leaves by one uplink at a time, on which virtual machines have reserved 300 Mbit/s", error.Rule);
    }

    [Fact]
    public void A_port_group_with_one_active_uplink_has_that_one_only()
    {
        _fabric.Do(RequestReader.UpdatePortGroup("web", Json("""{"policy": {"teaming": {"active": ["Uplink 2"], "standby": ["Uplink 1"]}}}""")));
        _fabric.Do(Vm("web1", 200));

        ValidationError error = _fabric.Fail(EditOutcome.Refused, Vm("web2", 101));
        Assert.Contains("that leave by Uplink 2 reserve 200 Mbit/s (web1 nic0) + 101 Mbit/s (web2 nic0) = 301 Mbit/s", error.Rule, StringComparison.Ordinal);
        Assert.Contains("300 Mbit/s × 1 uplink = 300 Mbit/s", error.Rule, StringComparison.Ordinal);
    }

    [Fact]
    public void A_LAG_has_what_the_NICs_in_its_uplinks_have()
    {
        _fabric.Do(Update("""{"uplinks": ["Uplink 1", "Uplink 2", "Uplink 3"], "lags": [{"name": "lag1", "uplinks": ["Uplink 1", "Uplink 2", "Uplink 3"]}]}"""));
        _fabric.Do(RequestReader.UpdatePortGroup("web", Json("""{"policy": {"teaming": {"active": ["lag1"]}}}""")));
        _fabric.Do(Vm("web1", 300));
        _fabric.Do(Vm("web2", 200));

        ValidationError error = _fabric.Fail(EditOutcome.Refused, Vm("web3", 101));

        Assert.Equal(
            "vNICs on host h1 that leave by lag1 (Uplink 1, Uplink 2) reserve 300 Mbit/s (web1 nic0) + 200 Mbit/s (web2 nic0) + 101 Mbit/s (web3 nic0) = 601 Mbit/s, "
            + "which must be at most what virtual machines have reserved there: 300 Mbit/s × 2 uplinks = 600 Mbit/s",
            error.Rule);
        _fabric.Do(Vm("web3", 100));
        Assert.Contains("by lag1 (Uplink 1) reserve", _fabric.Fail(EditOutcome.Refused, Member("h1", """{"uplinks": {"Uplink 1": "u1"}}""")).Rule, StringComparison.Ordinal);
    }

    [Fact]
    public void A_LAG_of_which_a_host_has_no_NIC_is_no_way_there()
    {
        _fabric.Do(Update("""{"uplinks": ["Uplink 1", "Uplink 2", "Uplink 3"], "lags": [{"name": "lag1", "uplinks": ["Uplink 3"]}, {"name": "lag2", "uplinks": ["Uplink 2"]}]}"""));
        _fabric.Do(RequestReader.UpdatePortGroup("web", Json("""{"policy": {"teaming": {"policy": "explicitOrder", "active": ["lag1", "lag2", "Uplink 1"]}}}""")));
        _fabric.Do(Vm("web1", 300));

        Assert.Contains("that leave by lag2 (Uplink 2) reserve 300 Mbit/s (web1 nic0) + 1 Mbit/s (web2 nic0) = 301 Mbit/s", _fabric.Fail(EditOutcome.Refused, Vm("web2", 1)).Rule, StringComparison.Ordinal);

        _fabric.Do(RequestReader.UpdatePortGroup("web", Json("""{"policy": {"teaming": {"policy": "portId", "active": ["lag1"], "standby": ["lag2", "Uplink 1"]}}}""")));
        _fabric.Do(Vm("web2", 300));
        Assert.Contains("that leave by Uplink 1, lag2 (Uplink 2) reserve", _fabric.Fail(EditOutcome.Refused, Vm("web3", 1)).Rule, StringComparison.Ordinal);
    }

    [Fact]
    public void Teaming_that_leaves_too_little_is_refused()
    {
        _fabric.Do(Vm("web1", 300));
        _fabric.Do(Vm("web2", 300));

        ValidationError error = _fabric.Fail(EditOutcome.Refused, RequestReader.UpdatePortGroup("web", Json("""{"policy": {"teaming": {"policy": "explicitOrder"}}}""")));
        Assert.Contains("that leave by Uplink 1 reserve", error.Rule, StringComparison.Ordinal);
    }

    [Fact]
    public void An_uplink_on_which_a_reservation_rests_is_not_taken_away()
    {
        _fabric.Do(Vm("web1", 300));
        _fabric.Do(Vm("web2", 300));

        ValidationError error = _fabric.Fail(EditOutcome.Refused, Member("h1", """{"uplinks": {"Uplink 1": "u1"}}"""));

        Assert.Contains("on host h1 that leave by Uplink 1 reserve 300 Mbit/s (web1 nic0) + 300 Mbit/s (web2 nic0) = 600 Mbit/s", error.Rule, StringComparison.Ordinal);
        _fabric.Do(new DisconnectVnic("web2", "nic0", null));
        _fabric.Do(Member("h1", """{"uplinks": {"Uplink 1": "u1"}}"""));
    }

    [Fact]
    public void A_migration_needs_room_on_the_host_that_it_goes_to()
    {
        _fabric.Do(Vm("web1", 300));
        _fabric.Do(Vm("web2", 300, "h2"));
        _fabric.Do(Vm("web3", 200, "h2"));

        ValidationError error = _fabric.Fail(EditOutcome.Refused, new MigrateVnic("web1", "nic0", "h2", null, null));

        Assert.Contains("on host h2", error.Rule, StringComparison.Ordinal);
        _fabric.Do(new DisconnectVnic("web3", "nic0", null));
        _fabric.Do(new MigrateVnic("web1", "nic0", "h2", null, null));
        Assert.Contains("on host h2", _fabric.Fail(EditOutcome.Refused, Vm("web4", 100, "h2")).Rule, StringComparison.Ordinal);
    }

    [Fact]
    public void Quotas_of_pools_are_parts_of_what_virtual_machines_have_on_all_uplinks()
    {
        ValidationError error = _fabric.Fail(EditOutcome.Refused, Update("""{"networkResourcePools": [{"name": "gold", "quotaBitsPerSecond": 1000000000}, {"name": "silver", "quotaBitsPerSecond": 300000000}]}"""));

        Assert.Equal("the quotas of network resource pools are 1 Gbit/s (gold) + 300 Mbit/s (silver) = 1.3 Gbit/s, "
            + "which must be at most what virtual machines have reserved on all uplinks of switch dvs: 300 Mbit/s × 4 uplinks = 1.2 Gbit/s", error.Rule);
    }

    [Fact]
    public void The_vNICs_of_a_pool_reserve_its_quota_and_others_the_rest()
    {
        _fabric.Do(Update("""{"networkResourcePools": [{"name": "gold", "quotaBitsPerSecond": 1100000000}]}"""));
        _fabric.Do(Vm("web1", 100));
        Assert.Equal("vNICs that are in no network resource pool reserve 100 Mbit/s (web1 nic0) + 1 Mbit/s (web2 nic0) = 101 Mbit/s, "
            + "which must be at most what virtual machines have reserved on all uplinks of switch dvs: 300 Mbit/s × 4 uplinks = 1.2 Gbit/s, less the quotas of pools, 1.1 Gbit/s: 100 Mbit/s",
            _fabric.Fail(EditOutcome.Refused, Vm("web2", 1)).Rule);

        _fabric.Do(RequestReader.UpdatePortGroup("web", Json("""{"networkResourcePool": "gold"}""")));
        _fabric.Do(Vm("web2", 300));
        ValidationError error = _fabric.Fail(EditOutcome.Refused, Update("""{"networkResourcePools": [{"name": "gold", "quotaBitsPerSecond": 399000000}]}"""));
        Assert.Equal("vNICs of network resource pool gold reserve 300 Mbit/s (web2 nic0) + 100 Mbit/s (web1 nic0) = 400 Mbit/s, which must be at most its quota, 399 Mbit/s", error.Rule);
    }

    [Fact]
    public void Nothing_is_asked_for_while_it_is_off_and_all_when_it_is_put_on()
    {
        _fabric.Do(Update("""{"ioControl": {"enabled": false}}"""));
        _fabric.Do(Vm("web1", 400));
        Assert.Contains("web1 nic0 reserves 400 Mbit/s", _fabric.Fail(EditOutcome.Refused, Update("""{"ioControl": {"enabled": true}}""")).Rule, StringComparison.Ordinal);
    }

    [Fact]
    public void All_that_cannot_be_met_after_an_apply_is_told_at_once()
    {
        ValueList<ValidationError> errors = _fabric.FailAll(EditOutcome.Refused, TestFabric.ReadApply(
            """
            [{"kind": "Switch", "name": "dvs", "ioControl": {"trafficTypes": {"nfs": {"reservationBitsPerSecond": 700000000}}}},
             {"kind": "Vm", "name": "web1", "host": "h1", "vnics": [{"name": "nic0", "portGroup": "web", "attachment": {"type": "namespace", "namespace": "w"},
               "ioAllocation": {"reservationBitsPerSecond": 400000000}}]}]
            """));
        Assert.Equal(["ioControl.trafficTypes", "ioAllocation.reservationBitsPerSecond"], errors.Select(error => error.Field));
    }

    private static JsonElement Json(string body) => JsonDocument.Parse(body).RootElement;

    private static UpdateSwitch Update(string body) => RequestReader.UpdateSwitch("dvs", Json(body));

    private static UpdateMember Member(string host, string body) => RequestReader.UpdateMember("dvs", host, Json(body));

    private static ConnectVnic Vm(string vm, int megabits, string host = "h1")
    {
        ConnectVnic command = TestFabric.Vnic(vm, host: host);
        return command with { Spec = command.Spec with { Io = new IoSettings { ReservationBitsPerSecond = megabits * 1_000_000L } } };
    }

    private void Report(string host, int first, int second) => _fabric.Do(new ReportHost(_fabric.Host(host).Id, Capability.All,
        [new HostNic("pci:1", "u1", 1500, SpeedMbps: first), new HostNic("pci:2", "u2", 1500, SpeedMbps: second)]));
}

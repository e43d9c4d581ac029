using System.Text.Json;
using Musubi.Model.Commands;
using Musubi.Model.Inventory;
using Musubi.Model.Reading;
using Musubi.Model.Share;
using Musubi.Model.Validation;

namespace Musubi.Model.Tests.Inventory;

public sealed class UplinkCapacityTests
{
    private readonly TestFabric _fabric = TestFabric.WithSwitch();

    [Fact]
    public void A_capacity_goes_to_the_host_whose_uplink_it_is()
    {
        _fabric.Do(Update("""{"uplinkCapacities": {"Uplink 1": 1000000000}}"""));

        Assert.Equal([new ShareUplink("Uplink 1", "pci:1", 1_000_000_000), new ShareUplink("Uplink 2", "pci:2")], ShareOf("h1"));
        Assert.Equal([new ShareUplink("Uplink 1", "pci:1"), new ShareUplink("Uplink 2", "pci:2")], ShareOf("h2"));
    }

    [Fact]
    public void It_stays_with_its_NIC_until_capacities_are_given_anew()
    {
        _fabric.Do(Update("""{"uplinkCapacities": {"Uplink 1": 1000000000, "Uplink 2": 2000000000}}"""));

        _fabric.Do(Update("""{"uplinks": {"Uplink 1": "u1"}}"""));
        Assert.Equal([1_000_000_000, null], ShareOf("h1").Select(uplink => uplink.CapacityBitsPerSecond));

        _fabric.Do(Update("""{"uplinks": {"Uplink 1": "u2"}}"""));
        Assert.Equal([null, null], ShareOf("h1").Select(uplink => uplink.CapacityBitsPerSecond));

        _fabric.Do(Update("""{"uplinkCapacities": {"Uplink 1": 5000000}}"""));
        _fabric.Do(Update("""{"uplinkCapacities": {}}"""));
        Assert.Equal([null, null], ShareOf("h1").Select(uplink => uplink.CapacityBitsPerSecond));
    }

    [Fact]
    public void A_capacity_of_an_open_uplink_or_out_of_bounds_is_refused()
    {
        _fabric.Do(Update("""{"uplinks": {"Uplink 1": "u1"}}"""));

        ValueList<ValidationError> errors = _fabric.FailAll(EditOutcome.Invalid, Update("""{"uplinkCapacities": {"Uplink 1": 999999, "Uplink 2": 1000000}}"""));

        Assert.Equal(
            [
                new ValidationError("uplinkCapacities.Uplink 1", "999999", "must be from 1000000 to 1000000000000 bits a second"),
                new ValidationError("uplinkCapacities.Uplink 2", "1000000", "must be an uplink that this host fills"),
            ],
            errors);
        Assert.Equal("uplinkCapacities", Assert.Single(Update("""{"uplinkCapacities": {"Uplink 1": "fast"}}""").ReadErrors).Field);
    }

    private static UpdateMember Update(string body) => RequestReader.UpdateMember("dvs", "h1", JsonDocument.Parse(body).RootElement);

    private ValueList<ShareUplink> ShareOf(string host) =>
        ShareCompiler.Compile(_fabric.Snapshot, _fabric.Host(host).Id).Switches[_fabric.Switch().Id].Uplinks;
}

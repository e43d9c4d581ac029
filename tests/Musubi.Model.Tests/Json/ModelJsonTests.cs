using System.Text.Json;
using CsCheck;
using Musubi.Model.Config;
using Musubi.Model.Inventory;
using Musubi.Model.Json;
using Musubi.Model.Policy;
using Musubi.Model.Tests.Share;

namespace Musubi.Model.Tests.Json;

public sealed class ModelJsonTests
{
    [Fact]
    public void Every_object_of_an_inventory_comes_back_from_JSON_as_it_was()
    {
        TestFabric fabric = TestFabric.WithPortGroup();
        fabric.Do(TestFabric.Vnic("a", attachment: new TapAttachment("tap0", "/run/qmp")));
        fabric.Do(TestFabric.Vnic("b", host: "h2"));
        fabric.Do(new Commands.ConnectAdapter(new Commands.AdapterSpec { Name = "vmk0", Host = "h1", PortGroup = "web", Addresses = ["192.0.2.1/24"] }));

        Assert.All(fabric.Snapshot.Hosts.Values, AssertReturns);
        Assert.All(fabric.Snapshot.Switches.Values, AssertReturns);
        Assert.All(fabric.Snapshot.PortGroups.Values, AssertReturns);
        Assert.All(fabric.Snapshot.Ports.Values, AssertReturns);
    }

    [Fact]
    public void Random_inventories_come_back_from_JSON() =>
        RandomEdits.Steps.Sample(steps =>
        {
            InventorySnapshot snapshot = RandomEdits.Run(TestFabric.WithSwitch(), steps).Snapshot;
            return snapshot.PortGroups.Values.All(g => Copy(g).Equals(g)) && snapshot.Ports.Values.All(p => Copy(p).Equals(p));
        }, iter: 50);

    [Fact]
    public void Enums_MACs_and_VLANs_are_written_as_people_write_them()
    {
        string json = JsonSerializer.Serialize(
            new { Kind = SwitchKind.Distributed, Mac = new MacAddress(0x0202_0304_0506), Vlan = VlanConfig.Trunk(new(0, 0), new(5, 9)) }, ModelJson.Options);
        Assert.Equal("""{"kind":"distributed","mac":"02:02:03:04:05:06","vlan":"trunk 0,5-9"}""", json);
    }

    private static void AssertReturns<T>(T item) => Assert.Equal(item, Copy(item));

    private static T Copy<T>(T item) => JsonSerializer.Deserialize<T>(JsonSerializer.Serialize(item, ModelJson.Options), ModelJson.Options)!;
}

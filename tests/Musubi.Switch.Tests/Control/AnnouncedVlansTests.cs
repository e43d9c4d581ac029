using Musubi.Contracts.Plan;
using Musubi.Switch.Control;

namespace Musubi.Switch.Tests.Control;

public sealed class AnnouncedVlansTests
{
    [Fact]
    public void Without_a_vlan_the_frame_is_untagged_and_with_access_it_is_tagged()
    {
        Assert.Equal([0], AnnouncedVlans.Of(new VlanSettings { None = new NoVlan() }));
        Assert.Equal([20], AnnouncedVlans.Of(new VlanSettings { Access = 20 }));
    }

    [Fact]
    public void A_trunk_is_announced_in_its_lowest_vlans_only()
    {
        VlanSettings all = new() { Trunk = new VlanTrunk { Ranges = { new VlanRange { First = 0, Last = 4094 } } } };
        Assert.Equal(Enumerable.Range(0, AnnouncedVlans.MostOfTrunk).Select(id => (ushort)id), AnnouncedVlans.Of(all));

        VlanSettings some = new() { Trunk = new VlanTrunk { Ranges = { new VlanRange { First = 30, Last = 31 }, new VlanRange { First = 10, Last = 10 } } } };
        Assert.Equal([10, 30, 31], AnnouncedVlans.Of(some));
    }
}

using Musubi.Model.Services;
using Musubi.Pages.Live;
using Musubi.Pages.Topology;

namespace Musubi.Pages.Tests;

/// <summary>What the picture of a switch shows.</summary>
public sealed class TopologyPictureTests
{
    [Fact]
    public void A_small_fabric_is_shown_whole()
    {
        TopologyPicture picture = Draw(Samples.View(3), new TopologyChoices());
        Assert.Equal(["web", "vm1 nic0", "vm2 nic0", "vm3 nic0"], picture.Rows.Where(row => row.Side == TopologySide.Ports).Select(row => row.Title));
        Assert.Equal(
            ["Uplink 1", "h1 eth1", "h2 eth1", "h3 eth1", "Uplink 2", "h1 eth2", "h2 eth2", "h3 eth2"],
            picture.Rows.Where(row => row.Side == TopologySide.Uplinks).Select(row => row.Title));
    }

    [Fact]
    public void A_large_one_is_heads_that_open()
    {
        FabricView view = Samples.View(100);
        TopologyPicture picture = Draw(view, new TopologyChoices());
        Assert.All(picture.Rows, row => Assert.True(row.IsHead));
        Assert.Equal("100 / 100", picture.Rows.Single(row => row.Title == "Uplink 1").Detail);
        picture = Draw(view, new TopologyChoices().Toggle("uplink Uplink 1"));
        Assert.Equal(100, picture.Rows.Count(row => row.Side == TopologySide.Uplinks && !row.IsHead));
    }

    [Fact]
    public void A_chosen_VM_lights_its_path_and_nothing_else()
    {
        TopologyPicture picture = Draw(Samples.View(3), new TopologyChoices { Selected = Samples.Id(1002) });
        Assert.Equal(["web", "vm2 nic0", "Uplink 1", "h2 eth1"], picture.Rows.Where(row => row.Lit).Select(row => row.Title));
    }

    [Fact]
    public void A_search_shows_what_it_names_and_where_that_belongs()
    {
        TopologyPicture picture = Draw(Samples.View(100), new TopologyChoices { Search = "vm42" });
        Assert.Equal(["web", "vm42 nic0"], picture.Rows.Where(row => row.Side == TopologySide.Ports).Select(row => row.Title));
    }

    [Fact]
    public void A_lost_link_is_told_at_the_NIC_and_at_its_uplink()
    {
        TopologyPicture picture = Draw(Samples.View(2, linkUp: false), new TopologyChoices());
        Assert.All(picture.Rows.Where(row => row.Side == TopologySide.Uplinks), row => Assert.Equal(ObjectState.Error, row.State));
    }

    [Fact]
    public void Nothing_stands_on_anything_else()
    {
        TopologyPicture picture = Draw(Samples.View(20), new TopologyChoices());
        foreach (IGrouping<TopologySide, TopologyRow> side in picture.Rows.GroupBy(row => row.Side))
        {
            double[] heights = [.. side.Select(row => row.Y)];
            Assert.All(heights.Zip(heights.Skip(1)), pair => Assert.True(pair.Second - pair.First >= TopologyPicture.RowHeight));
            Assert.True(heights[^1] < picture.Height);
        }
    }

    private static TopologyPicture Draw(FabricView view, TopologyChoices choices) => TopologyPicture.Draw(view, view.Snapshot.Switches.Values.Single(), choices);
}

using Bunit;
using Microsoft.AspNetCore.Components.Web;
using Musubi.Pages.Topology;

namespace Musubi.Pages.Tests.Components;

/// <summary>The picture of a switch, as it is drawn.</summary>
public sealed class TopologyPageTests : ComponentTest
{
    [Fact]
    public void A_VM_that_is_chosen_by_key_lights_its_path_and_says_it()
    {
        IRenderedComponent<TopologyPage> page = Render<TopologyPage>();
        Assert.Empty(page.FindAll(".topology-row.lit"));
        page.Find($"[data-key='port {Samples.Id(1002)}']").KeyDown(new KeyboardEventArgs { Key = "Enter" });
        string path = page.Find("[data-testid=path]").TextContent;
        Assert.All(["vm2 nic0 → prod/2 → web", "→ Uplink 1", "h2 eth1"], part => Assert.Contains(part, path, StringComparison.Ordinal));
        Assert.NotEmpty(page.FindAll(".topology-row.lit"));
    }

    [Fact]
    public void A_search_leaves_what_it_names()
    {
        IRenderedComponent<TopologyPage> page = Render<TopologyPage>();
        page.Find("[data-testid=search]").Input("vm3");
        Assert.NotEmpty(page.FindAll($"[data-key='port {Samples.Id(1003)}']"));
        Assert.Empty(page.FindAll($"[data-key='port {Samples.Id(1001)}']"));
    }

    [Fact]
    public void Every_line_of_it_can_be_reached_by_key_and_has_a_name()
    {
        IRenderedComponent<TopologyPage> page = Render<TopologyPage>();
        Assert.All(page.FindAll(".topology-row"), row =>
        {
            Assert.Equal("0", row.GetAttribute("tabindex"));
            Assert.NotEqual("", row.QuerySelector("title")!.TextContent.Trim());
        });
    }
}

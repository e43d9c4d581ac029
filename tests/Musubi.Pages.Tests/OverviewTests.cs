using Musubi.Model.Services;
using Musubi.Pages.Live;
using Musubi.Pages.Overview;
using Musubi.Pages.Shell;
using Musubi.Pages.Words;

namespace Musubi.Pages.Tests;

/// <summary>What the overview tells.</summary>
public sealed class OverviewTests
{
    [Theory]
    [InlineData(Language.English)]
    [InlineData(Language.Japanese)]
    public void Nothing_needs_attention_where_all_is_well(Language language)
    {
        FabricSummary summary = Summarise(Samples.View(3), language);
        Assert.Empty(summary.Attention);
        Assert.Equal((3, 0, 3), (summary.Hosts[HostHealth.InSync], summary.UplinksDown, summary.PortsInUse));
    }

    [Fact]
    public void Lost_links_are_counted_and_named()
    {
        FabricSummary summary = Summarise(Samples.View(2, linkUp: false));
        Assert.Equal(4, summary.UplinksDown);
        Assert.Contains(summary.Attention, one => one.What == "h2 prod/Uplink 1" && one.IsError);
    }

    [Fact]
    public void A_host_that_is_away_is_told_once_and_its_links_are_nobody_s_news()
    {
        FabricView view = Samples.View(1, linkUp: false);
        HostView away = view.Hosts[0] with { Runtime = view.Hosts[0].Runtime! with { Connected = false } };
        FabricSummary summary = Summarise(view with { Hosts = [away], HostById = view.HostById.SetItem(away.Id, away) });
        Assert.Equal(["h1"], summary.Attention.Select(one => one.What));
        Assert.Equal(1, summary.Hosts[HostHealth.Unreachable]);
    }

    [Fact]
    public void What_a_host_has_undone_is_told_though_it_is_in_sync()
    {
        FabricView view = Samples.View(1);
        HostView undone = view.Hosts[0] with { Runtime = view.Hosts[0].Runtime! with { Rollback = new HostRollback { FromRevision = 8, ToRevision = 7, Reason = "…", Objects = ["switch prod"] } } };
        Attention told = Assert.Single(Summarise(view with { Hosts = [undone], HostById = view.HostById.SetItem(undone.Id, undone) }).Attention);
        Assert.True(told.IsError);
        Assert.EndsWith(": switch prod", told.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Ports_that_drop_are_told_after_what_is_broken()
    {
        FabricView view = Samples.View(2);
        PortView drops = view.Ports[0] with { Traffic = new PortTraffic { DropsPerSecond = 12, RxBitsPerSecond = 5e6 } };
        PortView broken = view.Ports[1] with { Runtime = new PortRuntime { State = ObjectState.Error, Reason = "no TAP" } };
        FabricSummary summary = Summarise(view with { Ports = [drops, broken] });
        Assert.Equal(["no TAP", "drops: 12 /s"], summary.Attention.Select(one => one.Why));
        Assert.Equal([drops], summary.TopTalkers);
    }

    [Theory]
    [InlineData(0, "0 bit/s")]
    [InlineData(999, "999 bit/s")]
    [InlineData(1_234, "1.2 kbit/s")]
    [InlineData(150_000, "150 kbit/s")]
    [InlineData(9_990_000_000, "10 Gbit/s")]
    public void Rates_are_short(double bits, string text) => Assert.Equal(text, Quantities.Bits(bits));

    [Theory]
    [InlineData(null, "de, ja;q=0.5, en;q=0.1", Language.Japanese)]
    [InlineData("en", "ja", Language.English)]
    [InlineData("xx", "", Language.English)]
    public void The_language_is_the_chosen_one_or_the_browser_s(string? cookie, string accepts, Language language) => Assert.Equal(language, Languages.Choose(cookie, accepts));

    private static FabricSummary Summarise(FabricView view, Language language = Language.English) =>
        FabricSummary.Of(view, OverviewTexts.Of(language), HostTexts.Of(language));
}

using Musubi.Model.Capabilities;
using Musubi.Model.Commands;
using Musubi.Model.Inventory;
using Musubi.Model.Policy;
using Musubi.Model.Share;
using Musubi.Model.Validation;

namespace Musubi.Model.Tests.Inventory;

public sealed class MulticastEditTests
{
    private readonly TestFabric _fabric = TestFabric.WithPortGroup();

    [Fact]
    public void A_switch_filters_by_MAC_unless_told_to_snoop_and_what_is_not_given_stays()
    {
        Assert.Equal(MulticastConfig.Default, _fabric.Switch().Multicast);
        Set(new MulticastSpec { Filtering = MulticastFiltering.Snooping, QuerierIpv4 = "10.0.0.1", QuerierIntervalSeconds = 60 });
        Set(new MulticastSpec { QuerierIpv6 = "fe80::1", FloodUnregistered = true });
        MulticastConfig expected = new() { Filtering = MulticastFiltering.Snooping, FloodUnregistered = true, QuerierIntervalSeconds = 60, QuerierIpv4 = "10.0.0.1", QuerierIpv6 = "fe80::1" };
        Assert.Equal(expected, _fabric.Switch().Multicast);
        Assert.Equal(expected, Assert.Single(ShareCompiler.Compile(_fabric.Snapshot, _fabric.Host("h1").Id).Switches.Values).Multicast);
        Set(new MulticastSpec { QuerierIpv4 = "" });
        Assert.Equal("", _fabric.Switch().Multicast.QuerierIpv4);
    }

    [Fact]
    public void Bad_querier_settings_are_told_all_at_once()
    {
        ValueList<ValidationError> errors = _fabric.FailAll(EditOutcome.Invalid, Update(new MulticastSpec { QuerierIntervalSeconds = 4, QuerierIpv4 = "239.0.0.1", QuerierIpv6 = "2001:db8::1" }));
        Assert.Equal(["multicastQuerier.intervalSeconds", "multicastQuerier.ipv4", "multicastQuerier.ipv6"], errors.Select(error => error.Field));
        foreach (string address in new[] { "0.0.0.0", "127.0.0.1", "10.0.0.256", "10.0.1", "fe80::1" })
        {
            Assert.Equal("multicastQuerier.ipv4", _fabric.Fail(EditOutcome.Invalid, Update(new MulticastSpec { QuerierIpv4 = address })).Field);
        }

        foreach (string address in new[] { "::", "fe80::1%2", "10.0.0.1" })
        {
            Assert.Equal("multicastQuerier.ipv6", _fabric.Fail(EditOutcome.Invalid, Update(new MulticastSpec { QuerierIpv6 = address })).Field);
        }
    }

    [Fact]
    public void A_host_that_cannot_follow_groups_is_named()
    {
        _fabric.Do(new ReportHost(_fabric.Host("h1").Id, [.. Capability.All.Where(word => word != Capability.MulticastSnooping)], _fabric.Host("h1").Nics));
        ValidationError error = _fabric.Fail(EditOutcome.Refused, Update(new MulticastSpec { Filtering = MulticastFiltering.Snooping }));
        Assert.Equal(("multicastFiltering", "h1"), (error.Field, error.Value));
        Assert.Contains(Capability.MulticastSnooping, error.Rule, StringComparison.Ordinal);
        Set(new MulticastSpec { QuerierIntervalSeconds = 60 });
    }

    [Fact]
    public void A_switch_that_snoops_and_does_not_ask_is_warned_of()
    {
        EditResult result = _fabric.Do(Update(new MulticastSpec { Filtering = MulticastFiltering.Snooping, QuerierEnabled = false }));
        Assert.Equal("multicastQuerier.enabled", Assert.Single(result.Warnings).Field);
        Assert.Empty(_fabric.Do(Update(new MulticastSpec { QuerierEnabled = true })).Warnings);
    }

    [Fact]
    public void What_changes_is_named_as_it_is_written()
    {
        EditResult result = _fabric.Do(Update(new MulticastSpec { Filtering = MulticastFiltering.Snooping }));
        Assert.Contains(DifferenceFinder.Flatten(DifferenceFinder.Between(result)), difference => difference is { Field: "multicastFiltering", Before: "basic", After: "snooping" });
    }

    private void Set(MulticastSpec spec) => _fabric.Do(Update(spec));

    private static UpdateSwitch Update(MulticastSpec spec) => new("dvs", null, new SwitchSpec { Multicast = spec });
}

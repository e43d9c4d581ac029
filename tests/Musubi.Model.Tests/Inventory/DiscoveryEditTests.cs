using Musubi.Model.Capabilities;
using Musubi.Model.Commands;
using Musubi.Model.Config;
using Musubi.Model.Inventory;
using Musubi.Model.Share;
using Musubi.Model.Validation;

namespace Musubi.Model.Tests.Inventory;

public sealed class DiscoveryEditTests
{
    private readonly TestFabric _fabric = TestFabric.WithPortGroup();

    [Fact]
    public void A_new_switch_listens_by_CDP()
    {
        Assert.Equal(new DiscoveryConfig(DiscoveryProtocol.Cdp, DiscoveryOperation.Listen), _fabric.Switch().Discovery);
        Assert.Equal(_fabric.Switch().Discovery, Share().Discovery);
    }

    [Fact]
    public void Protocol_and_operation_are_set_together_or_one_by_one_and_reach_the_members()
    {
        _fabric.Do(Set(DiscoveryProtocol.Lldp, DiscoveryOperation.Both));
        Assert.Equal(new DiscoveryConfig(DiscoveryProtocol.Lldp, DiscoveryOperation.Both), Share().Discovery);
        _fabric.Do(Set(null, DiscoveryOperation.None));
        Assert.Equal(new DiscoveryConfig(DiscoveryProtocol.Lldp, DiscoveryOperation.None), Share().Discovery);
        _fabric.Do(Set(DiscoveryProtocol.Cdp, null));
        Assert.Equal(new DiscoveryConfig(DiscoveryProtocol.Cdp, DiscoveryOperation.None), Share().Discovery);
    }

    [Fact]
    public void What_the_default_does_not_need_a_host_must_be_able_to_do()
    {
        HostConfig host = _fabric.Host("h1");
        _fabric.Do(new ReportHost(host.Id, [.. Capability.All.Where(one => one != Capability.Discovery)], host.Nics));
        Assert.Equal(("discovery", "h1"), Seen(_fabric.Fail(EditOutcome.Refused, Set(DiscoveryProtocol.Cdp, DiscoveryOperation.Both))));
        Assert.Equal(("discovery", "h1"), Seen(_fabric.Fail(EditOutcome.Refused, Set(DiscoveryProtocol.Lldp, null))));
        _fabric.Do(Set(null, DiscoveryOperation.None));
        _fabric.Do(Set(null, DiscoveryOperation.Listen));
    }

    [Fact]
    public void A_standard_switch_speaks_CDP_alone_and_has_no_contact()
    {
        TestFabric host = new(SwitchKind.Standard);
        host.Do(new CreateSwitch(new SwitchSpec { Name = "vs0", Discovery = new DiscoverySpec(null, DiscoveryOperation.Both) }));
        Assert.Equal(DiscoveryOperation.Both, host.Switch("vs0").Discovery.Operation);
        UpdateSwitch lldp = new("vs0", null, new SwitchSpec { Discovery = new DiscoverySpec(DiscoveryProtocol.Lldp, null) });
        Assert.Equal(("discovery.protocol", "lldp"), Seen(host.Fail(EditOutcome.Refused, lldp)));
        UpdateSwitch contact = new("vs0", null, new SwitchSpec { Contact = new ContactSpec("ops", null) });
        Assert.Equal(("contact", "ops"), Seen(host.Fail(EditOutcome.Refused, contact)));
    }

    [Fact]
    public void A_contact_is_kept_until_it_is_emptied()
    {
        _fabric.Do(Contact("Network team", "extension 4711"));
        _fabric.Do(Contact("Network operations", null));
        Assert.Equal(new ContactConfig("Network operations", "extension 4711"), _fabric.Switch().Contact);
        Assert.Equal("contact.details", _fabric.Fail(EditOutcome.Invalid, Contact(null, new string('x', 256))).Field);
        Assert.Equal("contact.name", _fabric.Fail(EditOutcome.Invalid, Contact("two\nlines", null)).Field);
        _fabric.Do(Contact("", ""));
        Assert.Equal(ContactConfig.Nobody, _fabric.Switch().Contact);
    }

    private ShareSwitch Share() => Assert.Single(ShareCompiler.Compile(_fabric.Snapshot, _fabric.Host("h1").Id).Switches.Values);

    private static UpdateSwitch Set(DiscoveryProtocol? protocol, DiscoveryOperation? operation) => new("dvs", null, new SwitchSpec { Discovery = new DiscoverySpec(protocol, operation) });

    private static UpdateSwitch Contact(string? name, string? details) => new("dvs", null, new SwitchSpec { Contact = new ContactSpec(name, details) });

    private static (string Field, string Value) Seen(ValidationError error) => (error.Field, error.Value);
}

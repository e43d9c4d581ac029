using System.Collections.Immutable;
using Musubi.Model.Commands;
using Musubi.Model.Config;
using Musubi.Model.Inventory;
using Musubi.Pages.Changes;
using Musubi.Pages.Live;

namespace Musubi.Pages.Tests.Forms;

/// <summary>On which hosts a change does what.</summary>
public sealed class HostEffectTests
{
    [Fact]
    public void Hosts_are_named_whose_part_of_the_fabric_becomes_otherwise()
    {
        FabricView view = Samples.View(3);
        InventorySnapshot snapshot = view.Snapshot with
        {
            Hosts = view.Hosts.ToImmutableDictionary(host => host.Id, host => host.Config),
            Ports = view.Ports.ToImmutableDictionary(port => port.Id, port => port.Config),
        };
        EditContext context = new() { Ids = new NoIds(), Kind = SwitchKind.Distributed };
        EditResult whole = InventoryEditor.Edit(snapshot, new UpdateSwitch("prod", 0, new SwitchSpec { Mtu = 9000 }), context);
        Assert.Equal(["h1", "h2", "h3"], HostEffect.Of(whole, view).Select(effect => effect.Host));
        Assert.All(HostEffect.Of(whole, view), effect => Assert.Equal((true, 0), (effect.IsConnected, effect.Ports)));
        EditResult group = InventoryEditor.Edit(snapshot, new UpdatePortGroup("web", 0, new PortGroupSpec { Policy = new PolicySpec { Promiscuous = new Setting<bool?>(true) } }), context);
        Assert.All(HostEffect.Of(group, view), effect => Assert.Equal((1, 0), (effect.Ports, effect.Switches.Count)));
        EditResult nothing = InventoryEditor.Edit(snapshot, new UpdatePortGroup("web", 0, new PortGroupSpec { ResetAtDisconnect = false }), context);
        Assert.True(nothing.Succeeded);
        Assert.Empty(HostEffect.Of(nothing, view));
    }

    private sealed class NoIds : Musubi.Model.IIdSource
    {
        public Guid NewId() => throw new InvalidOperationException("nothing is made");

        public void Fill(Span<byte> bytes) => throw new InvalidOperationException("nothing is made");
    }
}

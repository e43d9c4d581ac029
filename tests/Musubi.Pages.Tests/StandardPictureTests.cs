using Musubi.Model;
using Musubi.Model.Config;
using Musubi.Model.Policy;
using Musubi.Model.Services;
using Musubi.Model.Share;
using Musubi.Pages.Live;
using Musubi.Pages.Topology;

namespace Musubi.Pages.Tests;

/// <summary>A host's own switch has the same picture.</summary>
public sealed class StandardPictureTests
{
    [Fact]
    public void Port_groups_stand_on_one_side_and_NICs_on_the_other_with_the_path_lit()
    {
        HostView host = Samples.View(1).Hosts[0];
        StandardSwitch shown = new()
        {
            Id = Samples.Id(900),
            Name = "vSwitch0",
            Mtu = 1500,
            Uplinks = [new ShareUplink("Uplink 1", "name:eth1"), new ShareUplink("Uplink 2", null)],
            PortGroups =
            [
                new StandardPortGroup { Id = Samples.Id(901), Name = "Management", Ports = [Port(1, "", "vmk0", new HostAdapterAttachment("vmk0", ["192.0.2.1/24"]))] },
                new StandardPortGroup { Id = Samples.Id(902), Name = "lan", Vlan = VlanConfig.Access(10), Ports = [Port(2, "vm1", "nic0", new TapAttachment("vm1-0"))], MorePorts = 3 },
            ],
        };
        TopologyPicture picture = StandardPicture.Draw(host, shown, new TopologyChoices { Selected = Samples.Id(1) });
        Assert.Equal(["Management", "vmk0", "lan", "vm1 nic0"], picture.Rows.Where(row => row.Side == TopologySide.Ports).Select(row => row.Title));
        Assert.Equal(["Uplink 1", "eth1", "Uplink 2"], picture.Rows.Where(row => row.Side == TopologySide.Uplinks).Select(row => row.Title));
        Assert.Equal(["Management", "vmk0", "Uplink 1", "eth1"], picture.Rows.Where(row => row.Lit).Select(row => row.Title));
        Assert.Equal(("192.0.2.1", "VLAN 10 · 4"), (picture.Rows[1].Detail, picture.Rows[2].Detail));
    }

    private static StandardPort Port(int number, string vm, string vnic, AttachmentConfig attachment) => new()
    {
        Id = Samples.Id(number),
        Number = number,
        Connection = new ConnectionConfig { Vm = vm, Vnic = vnic, HostId = Samples.Id(101), Mac = new MacAddress(2), Attachment = attachment },
        Runtime = new PortRuntime { State = ObjectState.Done, PinnedUplink = "Uplink 1" },
    };
}

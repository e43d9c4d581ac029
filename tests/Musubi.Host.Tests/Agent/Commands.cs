using Musubi.Model.Commands;
using Musubi.Model.Config;

namespace Musubi.Host.Tests.Agent;

/// <summary>Commands as a user would give them.</summary>
internal static class Commands
{
    public static CreateSwitch CreateSwitch(string name, string host, string nic) => new(new SwitchSpec
    {
        Name = name,
        Uplinks = ["Uplink 1"],
        Hosts = [new MemberSpec(host, [new UplinkSpec("Uplink 1", nic)])],
    });

    public static CreatePortGroup CreatePortGroup(string name, string owner) => new(new PortGroupSpec { Name = name, Switch = owner });

    public static ConnectVnic ConnectVnic(string vm, string group, AttachmentConfig attachment) =>
        new(new VnicSpec { Vm = vm, PortGroup = group, Attachment = attachment });

    public static DisconnectVnic DisconnectVnic(string vm) => new(vm, "nic0", null);
}

using System.Collections.Immutable;
using Musubi.Model;
using Musubi.Model.Config;
using Musubi.Model.Inventory;
using Musubi.Model.Resources;
using Musubi.Model.Services;

namespace Musubi.Cli.Tests.Fakes;

/// <summary>Answers as the server's own records make them, so that a renamed field breaks a test here.</summary>
public static class Samples
{
    public static Guid Id { get; } = new("11111111-2222-3333-4444-555555555555");

    public static ChangeResource Changed(long revision = 8) => new() { Revision = revision, Changed = true, Id = Id };

    public static SwitchResource Switch(string name = "prod", long revision = 7) => new()
    {
        Id = Id,
        Name = name,
        Revision = revision,
        Type = "distributed",
        Mtu = 1500,
        Uplinks = ["Uplink 1", "Uplink 2"],
        Hosts = [new MemberResource { Host = "h1", HostId = Id, Uplinks = ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, [KeyValuePair.Create("Uplink 1", "eth1")]) }],
        PortGroups = ["db", "web"],
        Ports = 16,
        ConnectedPorts = 3,
    };

    public static PortGroupResource PortGroup(string name = "web", long revision = 7) => new()
    {
        Id = Id,
        Name = name,
        Revision = revision,
        Switch = "prod",
        PortCount = 8,
        Elastic = true,
        PortOverrides = ["blocked"],
        Policy = new PolicyResource { Vlan = "10" },
        Effective = new EffectivePolicyResource(
            new PolicyResource { Vlan = "10", Blocked = false, Security = new SecurityResource { Promiscuous = "reject" }, Teaming = new TeamingResource { Policy = "portId", Active = ["Uplink 1", "Uplink 2"] } },
            ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, [KeyValuePair.Create("vlan", "portGroup")])),
        Ports = 8,
        ConnectedPorts = 2,
    };

    public static PortResource Port() => new()
    {
        Id = Id,
        Number = 12,
        Revision = 5,
        Switch = "prod",
        PortGroup = "web",
        Connection = new ConnectionResource { Vm = "vm1", Vnic = "nic0", Host = "h1", Mac = Mac, Attachment = new NamespaceAttachment("vm1", "eth0") },
        Runtime = new PortRuntimeResource { State = ObjectState.Done, LinkUp = true, PinnedUplink = "Uplink 2" },
    };

    public static VmResource Vm(string name = "vm1") => new() { Name = name, Vnics = [Vnic()] };

    public static VnicResource Vnic() => new()
    {
        Name = "nic0",
        Host = "h1",
        Switch = "prod",
        PortGroup = "web",
        Port = 12,
        PortId = Id,
        Revision = 5,
        Mac = Mac,
        Attachment = new NamespaceAttachment("vm1", "eth0"),
        Runtime = new PortRuntimeResource { State = ObjectState.Pending, Reason = "the namespace is not there yet", LinkUp = false },
    };

    public static HostAdapterResource Adapter() => new()
    {
        Name = "vmk0",
        Host = "h1",
        Switch = "prod",
        PortGroup = "web",
        Port = 13,
        Revision = 6,
        Mac = Mac,
        Interface = "vmk0",
        Addresses = ["192.0.2.10/24"],
    };

    public static HostResource Host(string name = "h1", bool connected = true) => new()
    {
        Id = Id,
        Name = name,
        Revision = 4,
        Entitled = true,
        Switches = ["prod"],
        Nics = [Nic()],
        ConnectedPorts = 2,
        Runtime = new HostRuntimeResource { Connected = connected, SwitchRunning = true, AcknowledgedRevision = 8, AgentVersion = "0.1.0" },
    };

    public static NicResource Nic() => new() { Host = "h1", Id = "pci:0000:01:00.0", Name = "eth1", Mac = "02:00:00:00:00:99", LinkUp = true, SpeedMbps = 10000, Mtu = 1500, UsedBy = "distributed switch prod", Uplink = "Uplink 1" };

    public static EventRecord Event(long sequence, string message = "vnic vm1 nic0 was connected") => new()
    {
        Sequence = sequence,
        Time = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
        Revision = 8,
        Reason = "vnic.connected",
        Object = "vnic vm1 nic0",
        Host = "h1",
        Caller = "token admin",
        Message = message,
    };

    public static ListResource<T> List<T>(params T[] items) => new(8, items.Length, [.. items]);

    public static RevisionResource Revision(long revision, params HostRevisionStatus[] hosts) =>
        new(revision, hosts.All(h => h.State == ObjectState.Done), [.. hosts]);

    public static HostRevisionStatus HostStatus(string host, ObjectState state, string reason = "", params ObjectStatus[] objects) =>
        new() { HostId = Id, Host = host, State = state, Acknowledged = state == ObjectState.Done ? 8 : 7, Reason = reason, Objects = [.. objects] };

    public static Difference Difference(string about, string field, string? before, string? after) => new(about, field, before, after);

    private static MacAddress Mac => MacAddress.Parse("02:00:00:00:00:01");
}

using System.Text.Json;
using Musubi.Model.Capabilities;
using Musubi.Model.Commands;
using Musubi.Model.Config;
using Musubi.Model.Inventory;
using Musubi.Model.Reading;
using Musubi.Model.Services;
using Musubi.Model.Validation;

namespace Musubi.Model.Tests;

/// <summary>An inventory under test, with short ways to make commands. Hosts h1, h2 and h3 have the NICs u1 and u2.</summary>
internal sealed class TestFabric
{
    public TestFabric(SwitchKind kind = SwitchKind.Distributed, IIdSource? ids = null)
    {
        Guid local = new("00000000-0000-0000-0000-000000000001");
        Context = new EditContext
        {
            Ids = ids ?? new SeededIds(),
            Kind = kind,
            LocalHostId = kind == SwitchKind.Standard ? local : null,
        };
        for (int i = 1; i <= (kind == SwitchKind.Standard ? 1 : 3); i++)
        {
            Do(new AdmitHost
            {
                HostId = new Guid($"00000000-0000-0000-0000-{i:d12}"),
                Name = $"h{i}",
                CertificateKey = $"key{i}",
                Capabilities = Capability.All,
                Nics = [new HostNic("pci:1", "u1", 1500), new HostNic("pci:2", "u2", 1500)],
            });
        }
    }

    public InventorySnapshot Snapshot { get; private set; } = InventorySnapshot.Empty;

    public EditContext Context { get; set; }

    public static TestFabric WithSwitch(string name = "dvs")
    {
        TestFabric fabric = new();
        fabric.Do(new CreateSwitch(new SwitchSpec
        {
            Name = name,
            Hosts =
            [
                new MemberSpec("h1", [new UplinkSpec("Uplink 1", "u1"), new UplinkSpec("Uplink 2", "u2")]),
                new MemberSpec("h2", [new UplinkSpec("Uplink 1", "u1"), new UplinkSpec("Uplink 2", "u2")]),
            ],
        }));
        return fabric;
    }

    public static TestFabric WithPortGroup(string name = "web")
    {
        TestFabric fabric = WithSwitch();
        fabric.Do(new CreatePortGroup(new PortGroupSpec { Name = name, Switch = "dvs" }));
        return fabric;
    }

    public EditResult Do(InventoryCommand command)
    {
        EditResult result = InventoryEditor.Edit(Snapshot, command, Context);
        Assert.True(result.Succeeded, string.Join("; ", result.Errors));
        Snapshot = result.Snapshot;
        return result;
    }

    /// <summary>Carries out a command that must fail thus, and gives its only error.</summary>
    public ValidationError Fail(EditOutcome outcome, InventoryCommand command) => Assert.Single(FailAll(outcome, command));

    public ValueList<ValidationError> FailAll(EditOutcome outcome, InventoryCommand command)
    {
        EditResult result = InventoryEditor.Edit(Snapshot, command, Context);
        Assert.True(outcome == result.Outcome, $"{result.Outcome}: {string.Join("; ", result.Errors)}");
        Assert.Same(Snapshot, result.Snapshot);
        Assert.Empty(result.Changes);
        return result.Errors;
    }

    public EditResult Apply(string json) => Do(ReadApply(json));

    public static Apply ReadApply(string documents) =>
        RequestReader.Apply(JsonDocument.Parse($$"""{"documents": {{documents}}}""").RootElement);

    public static ConnectVnic Vnic(
        string vm, string portGroup = "web", string host = "h1", string? mac = null, AttachmentConfig? attachment = null, long? revision = null) =>
        new(new VnicSpec
        {
            Vm = vm,
            PortGroup = portGroup,
            Host = host,
            Mac = mac is null ? null : MacAddress.Parse(mac),
            Attachment = attachment ?? new NamespaceAttachment($"ns-{vm}", "eth0"),
        }, revision);

    public SwitchConfig Switch(string name = "dvs") => Snapshot.Switches.Values.Single(s => s.Name == name);

    public PortGroupConfig PortGroup(string name = "web") => Snapshot.PortGroups.Values.Single(g => g.Name == name);

    public HostConfig Host(string name) => Snapshot.Hosts.Values.Single(h => h.Name == name);

    public PortConfig PortOf(string vm, string vnic = "nic0") =>
        Snapshot.Ports.Values.Single(p => p.Connection?.Vm == vm && p.Connection.Vnic == vnic);

    public static ValueList<EventRecord> EventsOf(EditResult result) =>
        EventComposer.Compose(result, new Caller("token test"), new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
}

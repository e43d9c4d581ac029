using CsCheck;
using Musubi.Model.Commands;
using Musubi.Model.Config;
using Musubi.Model.Inventory;
using Musubi.Model.Policy;
using Musubi.Model.Policy.Filtering;

namespace Musubi.Model.Tests.Share;

/// <summary>Random commands against a small fabric; those that are refused change nothing.</summary>
internal static class RandomEdits
{
    public static IReadOnlyList<Guid> Hosts { get; } = [.. Enumerable.Range(1, 3).Select(i => new Guid($"00000000-0000-0000-0000-{i:d12}"))];

    public static Gen<InventoryCommand> Step { get; } = Gen.Select(Gen.Int[0, 15], Gen.Int[0, 5], Gen.Int[0, 2]).Select(Make);

    public static Gen<List<InventoryCommand>> Steps { get; } = Step.List[0, 25];

    public static TestFabric Run(TestFabric fabric, IEnumerable<InventoryCommand> steps)
    {
        fabric.Do(new CreatePortGroup(new PortGroupSpec { Name = "pg0", Switch = "dvs" }));
        foreach (InventoryCommand step in steps)
        {
            Try(fabric, step);
        }

        return fabric;
    }

    /// <summary>Null when the command is refused.</summary>
    public static EditResult? Try(TestFabric fabric, InventoryCommand command)
    {
        EditResult result = InventoryEditor.Edit(fabric.Snapshot, command, fabric.Context);
        return result.Succeeded ? fabric.Do(command) : null;
    }

    private static InventoryCommand Make(int kind, int number, int small) => kind switch
    {
        0 => new CreatePortGroup(new PortGroupSpec { Name = $"pg{small}", Switch = small == 2 ? "other" : "dvs" }),
        1 => new UpdatePortGroup($"pg{small}", null, new PortGroupSpec { Policy = Vlan(number) }),
        2 => new DeletePortGroup($"pg{small}", null),
        3 => new DisconnectVnic($"vm{number}", "nic0", null),
        4 => new UpdateSwitch("dvs", null, new SwitchSpec { Mtu = 1500 + number, Policy = Vlan(small) }),
        5 => small == 0 ? new RemoveHost("dvs", "h3", null) : new AddHost("dvs", "h3", [new UplinkSpec("Uplink 1", "u1")]),
        10 => new MigrateVnic($"vm{number}", "nic0", $"h{1 + small}", null, null),
        11 => new CompleteMigration($"vm{number}", "nic0", null),
        12 => new CancelMigration($"vm{number}", "nic0", null),
        13 => new UpdatePortGroup($"pg{small}", null, new PortGroupSpec { Policy = new PolicySpec { Filtering = Filtering(number) } }),
        14 => new UpdateSwitch("dvs", null, new SwitchSpec { Policy = new PolicySpec { Filtering = Filtering(number) } }),
        15 => new UpdateSwitch("dvs", null, new SwitchSpec { UplinkFiltering = Filtering(number) }),
        6 => new CreateSwitch(new SwitchSpec { Name = "other", Hosts = [new MemberSpec("h3", [new UplinkSpec("Uplink 1", "u2")])] }),
        _ => new ConnectVnic(new VnicSpec
        {
            Vm = $"vm{number}",
            PortGroup = $"pg{small}",
            Host = $"h{1 + ((number + kind) % 3)}",
            Attachment = new TapAttachment($"tap{number}"),
        }),
    };

    /// <summary>Inherited, out of force, or one of few lists, so that several levels come to have the same.</summary>
    private static FilteringSpec Filtering(int number) => number switch
    {
        0 => FilteringSpec.Inherit,
        1 => new FilteringSpec(new Setting<bool?>(false), default),
        _ => new FilteringSpec(new Setting<bool?>(true), new Setting<ValueList<FilterRule>?>([.. Enumerable.Range(1, number - 1).Select(i => new FilterRule { Name = $"rule {i}", Action = FilterAction.Drop, Match = new FilterMatch { Vlan = new NumberMatch(i, i, false) } })])),
    };

    private static PolicySpec Vlan(int number) => new() { Vlan = new Setting<VlanConfig?>(number == 0 ? null : VlanConfig.Access(number)) };
}

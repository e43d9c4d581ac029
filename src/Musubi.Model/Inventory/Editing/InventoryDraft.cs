using Musubi.Model.Config;

namespace Musubi.Model.Inventory.Editing;

/// <summary>An inventory while a command edits it. Not safe for several threads.</summary>
internal sealed class InventoryDraft(InventorySnapshot stored)
{
    public NamedTable<HostConfig> Hosts { get; } =
        new(ObjectKind.Host, stored.Hosts, static (h, revision) => h with { Revision = revision }, static h => h.Name);

    public SwitchTable Switches { get; } = new(stored.Switches);

    public PortGroupTable PortGroups { get; } = new(stored.PortGroups);

    public PortTable Ports { get; } = new(stored.Ports);

    /// <summary>The edited inventory, one revision higher, or the stored one when nothing changed.</summary>
    public InventorySnapshot Finish(List<ObjectChange> changes)
    {
        long revision = stored.Revision + 1;
        InventorySnapshot edited = new()
        {
            Revision = revision,
            Hosts = Hosts.Finish(revision, changes),
            Switches = Switches.Finish(revision, changes),
            PortGroups = PortGroups.Finish(revision, changes),
            Ports = Ports.Finish(revision, changes),
        };
        return changes.Count == 0 ? stored : edited;
    }
}

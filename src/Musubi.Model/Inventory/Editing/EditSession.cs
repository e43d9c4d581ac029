using System.Diagnostics.CodeAnalysis;
using Musubi.Model.Config;
using Musubi.Model.Policy;
using Musubi.Model.Validation;

namespace Musubi.Model.Inventory.Editing;

/// <summary>What the handlers of commands share while one command is carried out. Not safe for several threads.</summary>
internal sealed class EditSession(InventoryDraft draft, EditContext context)
{
    private readonly HashSet<(ObjectKind Kind, string Name)> _failed = [];

    public InventoryDraft Draft => draft;

    public EditContext Context => context;

    public ErrorList Errors { get; } = new();

    /// <summary>The object that the command is about.</summary>
    public Guid? Target { get; set; }

    /// <summary>What is moved from standard switches.</summary>
    public List<HostMove> Moves { get; } = [];

    /// <summary>What refers to this object, which its own document fails to make, is no error of its own.</summary>
    public void NoteFailed(ObjectKind kind, string name) => _failed.Add((kind, name));

    /// <summary>Finds the object that a command names in its address.</summary>
    public bool TryTarget<T>(NamedTable<T> table, string field, string nameOrId, [NotNullWhen(true)] out T? item)
        where T : class, IInventoryObject
    {
        if (!table.TryFind(nameOrId, out item))
        {
            Errors.NotFound(field, nameOrId, $"no such {field} exists");
            return false;
        }

        Target = item.Id;
        return true;
    }

    /// <summary>Finds an object that a field of a request refers to.</summary>
    public bool TryRefer<T>(NamedTable<T> table, ObjectKind kind, string field, string? nameOrId, [NotNullWhen(true)] out T? item)
        where T : class, IInventoryObject
    {
        item = null;
        if (string.IsNullOrEmpty(nameOrId))
        {
            Errors.Invalid(field, nameOrId, $"must name a {Word(kind)}");
        }
        else if (!table.TryFind(nameOrId, out item) && !_failed.Contains((kind, nameOrId)))
        {
            Errors.Invalid(field, nameOrId, $"must name a {Word(kind)} that exists");
        }

        return item is not null;
    }

    /// <summary>Finds the host that a field names, or the local one when it names none.</summary>
    public bool TryReferHost(string field, string? nameOrId, [NotNullWhen(true)] out HostConfig? host)
    {
        if (nameOrId is null && context.LocalHostId is { } local && draft.Hosts.TryGet(local, out host))
        {
            return true;
        }

        return TryRefer(draft.Hosts, ObjectKind.Host, field, nameOrId, out host);
    }

    /// <summary>Optimistic locking: a change based on another revision than the present one is a conflict.</summary>
    public void CheckRevision(long? basedOn, IInventoryObject present)
    {
        if (basedOn is { } revision && revision != present.Revision)
        {
            Errors.Conflict("revision", ShownValue.Of(revision),
                $"is stale: the object stands at revision {present.Revision}; read it again and repeat the change");
        }
    }

    /// <summary>Checks a new or changed name of an object of a kind in which names are unique.</summary>
    public bool CheckName<T>(NamedTable<T> table, ObjectKind kind, string? name, Guid self)
        where T : class, IInventoryObject
    {
        if (name is null)
        {
            Errors.Invalid("name", name, "must be given");
            return false;
        }

        if (table.TryFind(name, out T? holder) && holder.Id != self)
        {
            Errors.Conflict("name", name, $"must be unique: another {Word(kind)} has this name");
            return false;
        }

        return Errors.Check("name", name, NameRules.Check(name));
    }

    /// <summary>Every policy of a switch, its port groups and their ports, with whose it is.</summary>
    public IEnumerable<(string Who, PortPolicyConfig Policy)> PoliciesOf(SwitchConfig owner)
    {
        yield return ($"switch {owner.Name}", owner.Policy);
        foreach (PortGroupConfig group in draft.PortGroups.OfSwitch(owner.Id))
        {
            yield return ($"port group {group.Name}", group.Policy);
            foreach (PortConfig port in draft.Ports.ConnectedIn(group.Id).Concat(draft.Ports.FreeIn(group.Id)))
            {
                yield return ($"port {port.Number}", port.Policy);
            }
        }
    }

    public static string Word(ObjectKind kind) => kind switch
    {
        ObjectKind.PortGroup => "port group",
        ObjectKind.Switch => "switch",
        ObjectKind.Host => "host",
        _ => "port",
    };
}

using Musubi.Model.Config;

namespace Musubi.Model.Inventory;

/// <summary>Tells in fields and names what an edit changes. Pure; any thread.</summary>
public static class DifferenceFinder
{
    public static ValueList<Difference> Flatten(IEnumerable<ObjectDifference> differences) => [.. differences.SelectMany(d => d.Fields)];

    /// <summary>By kind in the order of the changes, then vNICs and host adapters.</summary>
    public static ValueList<ObjectDifference> Between(EditResult result)
    {
        InventorySnapshot before = result.Before;
        List<ObjectDifference> found = [];
        SortedDictionary<string, ConnectionPair> connections = new(StringComparer.Ordinal);
        foreach (ObjectChange change in result.Changes)
        {
            if (change.Kind == ObjectKind.Port)
            {
                NoteConnections(connections, before, result.Snapshot, change);
            }

            if (change.Kind != ObjectKind.Port || change is { Before: not null, After: not null })
            {
                AddObject(found, before, result.Snapshot, change);
            }
        }

        foreach ((string name, ConnectionPair pair) in connections)
        {
            string subject = name.StartsWith("vnic ", StringComparison.Ordinal) ? "vnic" : "adapter";
            Add(found, subject, name, pair.After?.Host ?? pair.Before?.Host ?? "", pair.Before?.Fields, pair.After?.Fields);
        }

        return [.. found];
    }

    private static void AddObject(List<ObjectDifference> found, InventorySnapshot before, InventorySnapshot after, ObjectChange change)
    {
        (string subject, string name) = change.After is { } present ? ObjectFields.Name(after, present) : ObjectFields.Name(before, change.Before!);
        string host = change.Kind == ObjectKind.Host ? name["host ".Length..] : "";
        Add(found, subject, name, host,
            change.Before is null ? null : ObjectFields.Of(before, change.Before),
            change.After is null ? null : ObjectFields.Of(after, change.After));
    }

    private static void Add(
        List<ObjectDifference> found, string subject, string name, string host, List<KeyValuePair<string, string>>? before, List<KeyValuePair<string, string>>? after)
    {
        List<Difference> fields = [];
        if (before is null || after is null)
        {
            fields.Add(new Difference(name, "", before is null ? null : name, after is null ? null : name));
        }

        if (after is not null)
        {
            AddFields(fields, name, before ?? [], after);
        }

        if (fields.Count > 0)
        {
            found.Add(new ObjectDifference(subject, name, before is null ? "created" : after is null ? "deleted" : "changed", host, [.. fields]));
        }
    }

    private static void AddFields(List<Difference> fields, string name, List<KeyValuePair<string, string>> before, List<KeyValuePair<string, string>> after)
    {
        Dictionary<string, string> former = new(before, StringComparer.Ordinal);
        foreach ((string field, string value) in after)
        {
            if (!former.Remove(field, out string? old))
            {
                fields.Add(new Difference(name, field, null, value));
            }
            else if (old != value)
            {
                fields.Add(new Difference(name, field, old, value));
            }
        }

        foreach ((string field, string value) in before)
        {
            if (former.ContainsKey(field))
            {
                fields.Add(new Difference(name, field, value, null));
            }
        }
    }

    private static void NoteConnections(
        SortedDictionary<string, ConnectionPair> connections, InventorySnapshot before, InventorySnapshot after, ObjectChange change)
    {
        if (change.Before is PortConfig { Connection: not null } old)
        {
            ConnectionFields fields = ConnectionFields.Of(before, old);
            connections[fields.Name] = connections.GetValueOrDefault(fields.Name) with { Before = fields };
        }

        if (change.After is PortConfig { Connection: not null } present)
        {
            ConnectionFields fields = ConnectionFields.Of(after, present);
            connections[fields.Name] = connections.GetValueOrDefault(fields.Name) with { After = fields };
        }
    }

    private readonly record struct ConnectionPair(ConnectionFields? Before, ConnectionFields? After);
}

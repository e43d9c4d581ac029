using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Musubi.Model.Config;

namespace Musubi.Model.Inventory.Editing;

/// <summary>Objects that are found by their name, too. The index is made when it is first needed.</summary>
internal class NamedTable<T>(ObjectKind kind, ImmutableDictionary<Guid, T> stored, Func<T, long, T> stamp, Func<T, string> nameOf)
    : DraftTable<T>(kind, stored, stamp)
    where T : class, IInventoryObject
{
    private Dictionary<string, Guid>? _byName;

    /// <summary>By id when the text is one, else by exact name.</summary>
    public bool TryFind(string nameOrId, [NotNullWhen(true)] out T? item)
    {
        item = null;
        return Guid.TryParse(nameOrId, out Guid id) ? TryGet(id, out item) : Index().TryGetValue(nameOrId, out id) && TryGet(id, out item);
    }

    protected override void OnChanged(T? before, T? after)
    {
        if (_byName is null)
        {
            return;
        }

        if (before is not null && _byName.TryGetValue(nameOf(before), out Guid holder) && holder == before.Id)
        {
            _byName.Remove(nameOf(before));
        }

        if (after is not null)
        {
            _byName[nameOf(after)] = after.Id;
        }
    }

    private Dictionary<string, Guid> Index()
    {
        if (_byName is null)
        {
            _byName = new Dictionary<string, Guid>(StringComparer.Ordinal);
            foreach (T item in Values)
            {
                _byName[nameOf(item)] = item.Id;
            }
        }

        return _byName;
    }
}

using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Musubi.Model.Config;

namespace Musubi.Model.Inventory.Editing;

/// <summary>
/// The objects of one kind while a command edits them: reads see what the command wrote before. It remembers what it
/// touched, so that its cost depends on the command and not on the inventory. Not safe for several threads.
/// </summary>
internal class DraftTable<T>(ObjectKind kind, ImmutableDictionary<Guid, T> stored, Func<T, long, T> stamp)
    where T : class, IInventoryObject
{
    private readonly ImmutableDictionary<Guid, T>.Builder _present = stored.ToBuilder();
    private readonly HashSet<Guid> _touched = [];

    public IEnumerable<T> Values => _present.Values;

    public T this[Guid id] => _present[id];

    public bool TryGet(Guid id, [NotNullWhen(true)] out T? item) => _present.TryGetValue(id, out item);

    /// <summary>Adds the object, or replaces the one with its id.</summary>
    public void Put(T item)
    {
        T? former = _present.GetValueOrDefault(item.Id);
        _touched.Add(item.Id);
        _present[item.Id] = item;
        OnChanged(former, item);
    }

    public void Remove(T item)
    {
        _touched.Add(item.Id);
        _present.Remove(item.Id);
        OnChanged(item, null);
    }

    /// <summary>
    /// Stamps what really changed with the revision, puts back what did not, and lists the changes by id. The table must not be edited afterwards.
    /// </summary>
    public ImmutableDictionary<Guid, T> Finish(long revision, List<ObjectChange> changes)
    {
        foreach (Guid id in _touched.Order())
        {
            T? before = stored.GetValueOrDefault(id);
            T? after = _present.GetValueOrDefault(id);
            if (before is not null && after is not null)
            {
                after = Settle(before, after, revision);
                _present[id] = after;
            }
            else if (after is not null)
            {
                after = stamp(after, revision);
                _present[id] = after;
            }

            if (!ReferenceEquals(before, after))
            {
                changes.Add(new ObjectChange(kind, id, before, after));
            }
        }

        return _present.ToImmutable();
    }

    /// <summary>Keeps indexes in step.</summary>
    protected virtual void OnChanged(T? before, T? after)
    {
    }

    /// <summary>The object without what is only bookkeeping: a change of that alone does not make others' revisions stale.</summary>
    protected virtual T WithoutBookkeeping(T item) => item;

    private T Settle(T before, T after, long revision)
    {
        T same = stamp(after, before.Revision);
        if (same.Equals(before))
        {
            return before;
        }

        return WithoutBookkeeping(same).Equals(WithoutBookkeeping(before)) ? same : stamp(after, revision);
    }
}

using Musubi.Contracts.Plan;
using Musubi.Host.Plan;
using Musubi.Host.State;
using Musubi.Model;
using Musubi.Model.Services;
using Musubi.Model.Share;
using SeenAddress = Musubi.Model.Config.SeenAddress;

namespace Musubi.Host.Agent;

/// <summary>
/// What the data plane saw guests to have: kept, so that the next data plane can be told and no guest loses the use of a lease that it
/// holds. The data plane that runs knows better than this book; a plan says of a port what stood here when the port came into
/// it, and goes on saying that, so that a lease renewed is no reason for a new plan. The agent's thread only.
/// </summary>
public sealed class AddressBook
{
    /// <summary>Between two writings to disk. What is learned within it is lost if agent and data plane both die.</summary>
    private static readonly TimeSpan SaveInterval = TimeSpan.FromSeconds(2);

    private readonly AddressStore _store;
    private readonly EventLog _events;
    private readonly TimeProvider _clock;
    private readonly Dictionary<Guid, KeptAddresses> _ports;
    private readonly Dictionary<(Guid Port, long Incarnation), ValueList<SeenAddress>> _handed = [];
    private bool _unsaved;
    private bool _failing;
    private long _savedAt;

    public AddressBook(AddressStore store, EventLog events, TimeProvider clock)
    {
        (_store, _events, _clock, _savedAt) = (store, events, clock, clock.GetTimestamp());
        _ports = store.Load(out string? problem).DistinctBy(port => port.PortId).ToDictionary(port => port.PortId);
        if (problem is not null)
        {
            events.Add("state.damaged", "disk", problem, EventSeverity.Warning);
        }
    }

    /// <summary>The data plane is gone: the next is told what is known now.</summary>
    public void NoteLost() => _handed.Clear();

    /// <summary>Once a second at least, while there is a data plane.</summary>
    public void NoteStatus(SwitchStatus status)
    {
        foreach (PortStatus port in status.Ports)
        {
            Note(Guid.Parse(port.PortId), (long)port.Incarnation, GuardMessages.Read(port.SeenAddresses));
        }

        SaveIfDue();
    }

    /// <summary>What a plan is to say of a port. A guest that is awaited has what it has where it still runs.</summary>
    public ValueList<SeenAddress> HandOver(SharePort port)
    {
        if (port.Migration == MigrationRole.Destination)
        {
            return port.SeenAddresses;
        }

        (Guid, long) key = (port.Id, port.Incarnation);
        if (!_handed.TryGetValue(key, out ValueList<SeenAddress> handed))
        {
            _handed[key] = handed = _ports.TryGetValue(port.Id, out KeptAddresses? kept) && kept.Incarnation == port.Incarnation ? kept.Addresses : [];
        }

        return handed;
    }

    /// <summary>Forgets ports that are no longer here, and what was handed over for those that are in no plan now.</summary>
    public void Prune(IReadOnlyCollection<SharePort> wanted, IReadOnlyDictionary<Guid, AttachedPort> planned)
    {
        HashSet<Guid> here = [.. wanted.Select(port => port.Id)];
        foreach (Guid gone in _ports.Keys.Where(id => !here.Contains(id)).ToArray())
        {
            _ports.Remove(gone);
            _unsaved = true;
        }

        foreach ((Guid, long) left in _handed.Keys.Where(key => !planned.ContainsKey(key.Port)).ToArray())
        {
            _handed.Remove(left);
        }
    }

    private void SaveIfDue()
    {
        if (!_unsaved || _clock.GetElapsedTime(_savedAt) < SaveInterval)
        {
            return;
        }

        _savedAt = _clock.GetTimestamp();
        try
        {
            _store.Save([.. _ports.Values.OrderBy(port => port.PortId)]);
            (_unsaved, _failing) = (false, false);
        }
        catch (IOException failure)
        {
            if (!_failing)
            {
                _events.Add("state.full", "disk", $"the addresses of guests could not be stored: {failure.Message}", EventSeverity.Warning);
            }

            _failing = true;
        }
    }

    private void Note(Guid id, long incarnation, ValueList<SeenAddress> seen)
    {
        KeptAddresses? before = _ports.GetValueOrDefault(id);
        if (seen.Count == 0)
        {
            _unsaved |= _ports.Remove(id);
        }
        else if (before is null || before.Incarnation != incarnation || before.Addresses != seen)
        {
            _ports[id] = new KeptAddresses(id, incarnation, seen);
            _unsaved = true;
        }
    }
}

using Musubi.Model.Services;

namespace Musubi.Host.Agent;

/// <summary>
/// The newest events of this host, for local readers and for the controller. Bounded: the oldest go first. Any thread may
/// read; only the agent's thread adds.
/// </summary>
public sealed class EventLog(TimeProvider clock)
{
    public const int Capacity = 1000;

    private readonly Lock _gate = new();
    private readonly Queue<EventRecord> _records = new();
    private long _sequence;

    public EventRecord Add(string reason, string about, string message, EventSeverity severity = EventSeverity.Normal, string caller = "system", long revision = 0, string host = "")
    {
        lock (_gate)
        {
            EventRecord record = new()
            {
                Sequence = ++_sequence,
                Time = clock.GetUtcNow(),
                Reason = reason,
                Object = about,
                Message = message,
                Severity = severity,
                Caller = caller,
                Revision = revision,
                Host = host,
            };
            Keep(record);
            return record;
        }
    }

    /// <summary>Takes over an event that was composed elsewhere; it gets this log's sequence number.</summary>
    public void Add(EventRecord composed)
    {
        lock (_gate)
        {
            Keep(composed with { Sequence = ++_sequence });
        }
    }

    /// <summary>As <see cref="IInventoryService.QueryEventsAsync"/> says.</summary>
    public IReadOnlyList<EventRecord> Query(EventQuery query)
    {
        lock (_gate)
        {
            IEnumerable<EventRecord> matching = _records.Where(query.Matches);
            return query.After is { } after
                ? [.. matching.Where(record => record.Sequence > after).Take(query.Limit)]
                : [.. matching.TakeLast(query.Limit)];
        }
    }

    private void Keep(EventRecord record)
    {
        _records.Enqueue(record);
        if (_records.Count > Capacity)
        {
            _records.Dequeue();
        }
    }
}

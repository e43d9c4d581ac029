using Musubi.Contracts.Plan;

namespace Musubi.Switch.Control;

/// <summary>
/// Events that wait for the agent: at most <see cref="Capacity"/>. Beyond that new ones are counted, and the agent is told
/// how many it missed when it reads again; it then asks for the status. Kept while no agent is there. Control thread only.
/// </summary>
public sealed class EventQueue
{
    public const int Capacity = 256;

    private readonly Queue<SwitchEvent> _events = new(Capacity);

    /// <summary>Events that were not kept since the last <see cref="TryTake"/> that told of it.</summary>
    public ulong Lost { get; private set; }

    public ulong LostInAll { get; private set; }

    public int Count => _events.Count + (Lost > 0 ? 1 : 0);

    public void Add(SwitchEvent happened)
    {
        if (_events.Count == Capacity)
        {
            Lost++;
            LostInAll++;
            return;
        }

        _events.Enqueue(happened);
    }

    /// <summary>Oldest first; the loss, if any, comes after the events before it.</summary>
    public SwitchEvent? TryTake()
    {
        if (_events.TryDequeue(out SwitchEvent? next))
        {
            return next;
        }

        if (Lost == 0)
        {
            return null;
        }

        SwitchEvent lost = new() { EventsLost = new EventsLost { Count = Lost } };
        Lost = 0;
        return lost;
    }
}

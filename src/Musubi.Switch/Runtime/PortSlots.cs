using Musubi.Contracts.Plan;

namespace Musubi.Switch.Runtime;

/// <summary>
/// The slots of the ports in the newest plan, by (port id, incarnation). A new port goes to the worker that owns fewest of
/// its kind; a port that stays keeps its slot. Control thread only.
/// </summary>
public sealed class PortSlots
{
    private readonly Dictionary<PortKey, PortSlot> _byKey = [];
    private readonly Dictionary<string, PortSlot> _byId = [];
    private readonly List<PortSlot> _uplinks = [];
    private readonly PortSlot?[] _byNumber;
    private readonly int[] _uplinksOfWorker;
    private readonly int[] _vnicsOfWorker;

    /// <param name="workers">1 or more.</param>
    /// <param name="numbers">Slots of the counters file; numbers are below it.</param>
    public PortSlots(int workers, int numbers)
    {
        _byNumber = new PortSlot?[numbers];
        _uplinksOfWorker = new int[workers];
        _vnicsOfWorker = new int[workers];
    }

    public IReadOnlyCollection<PortSlot> All => _byKey.Values;

    /// <summary>Numbers are below it.</summary>
    public int Numbers => _byNumber.Length;

    public PortSlot? Find(PortKey key) => _byKey.GetValueOrDefault(key);

    public PortSlot? FindByNumber(int number) => (uint)number < (uint)_byNumber.Length ? _byNumber[number] : null;

    /// <summary>By the port's id alone; a plan has each id once.</summary>
    public PortSlot? FindById(string id) => _byId.GetValueOrDefault(id);

    /// <summary>By what teaming chose: the uplink, or of a LAG a member that frames leave by; null when there is none.</summary>
    public PortSlot? FindWay(string id) => FindById(id) ?? _uplinks.Find(slot => slot.Lag is { Distributes: true } membership && membership.Lag.Id == id);

    public PortSlot Add(PortKey key, int number, PlannedPort planned)
    {
        bool isUplink = planned.RoleCase == PlannedPort.RoleOneofCase.Uplink;
        int[] load = isUplink ? _uplinksOfWorker : _vnicsOfWorker;
        int worker = load.IndexOf(load.Min());
        load[worker]++;
        PortSlot slot = new(key, number, isUplink) { Planned = planned, Worker = worker };
        _byNumber[number] = slot;
        _byKey.Add(key, slot);
        _byId[planned.Id] = slot;
        if (isUplink)
        {
            _uplinks.Add(slot);
        }

        return slot;
    }

    /// <summary>Gives the port to another worker.</summary>
    public void Reassign(PortSlot slot, int worker)
    {
        int[] load = slot.IsUplink ? _uplinksOfWorker : _vnicsOfWorker;
        load[slot.Worker]--;
        load[worker]++;
        slot.Worker = worker;
    }

    public void Remove(PortSlot slot)
    {
        (slot.IsUplink ? _uplinksOfWorker : _vnicsOfWorker)[slot.Worker]--;
        _byNumber[slot.Number] = null;
        _byKey.Remove(slot.Key);
        _uplinks.Remove(slot);
        if (_byId.TryGetValue(slot.Planned.Id, out PortSlot? holder) && holder == slot)
        {
            _byId.Remove(slot.Planned.Id);
        }
    }
}

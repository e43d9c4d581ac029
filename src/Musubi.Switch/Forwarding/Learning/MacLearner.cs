namespace Musubi.Switch.Forwarding.Learning;

/// <summary>
/// Decides what is learned and what is forgotten. There is room for <see cref="Capacity"/> MACs; each port that learns has an equal share
/// of it, at most its limit, which no other port can take, and may use what is left beyond everybody's share. So a port that
/// floods never keeps out or pushes out another port's MACs. Control thread only; no call takes longer than one way
/// through the table.
/// </summary>
/// <param name="multipliers">Random numbers, one for each table.</param>
public sealed class MacLearner(Func<ulong> multipliers)
{
    /// <summary>MACs of all ports together.</summary>
    public const int Capacity = 131_072;

    /// <summary>A MAC stays with a port for at least this long before another port can take it, in seconds.</summary>
    public const int MoveInterval = 1;

    private const int FewestBits = 8;

    /// <summary>With every place that is in use the table is half full.</summary>
    private const int MostBits = 18;

    private ForwardingPlan _plan = ForwardingPlan.Empty;
    private LearningPort[] _ports = [];
    private int _unusedShares;

    public LearnedMacs Macs { get; } = new(new LearnedTable(FewestBits, multipliers()));

    public LearningCounts Counts { get; } = new();

    /// <summary>MACs of all ports.</summary>
    public int Total { get; private set; }

    /// <summary>The ports that learn by the plan in force.</summary>
    public IReadOnlyList<LearningPort> Ports => _ports;

    /// <summary>A plan is in force: forgets what it has no place for, and gives each port its share.</summary>
    public void Follow(ForwardingPlan plan)
    {
        _plan = plan;
        _ports = [.. plan.Learners.Where((learner, i) => learner is not null && plan.Ports[i].Has(PortFlags.Learns)).Select(learner => learner!)];
        LearnedTable table = Macs.Table;
        for (int place = 0; Total > 0 && place < table.Places; place++)
        {
            if (table.HolderAt(place) is { } holder && !IsHeldByPlan(table.KeyAt(place), holder))
            {
                Forget(table, place, holder);
                Counts.Flushed++;
            }
        }

        Share();
        Trim();
        Refresh();
    }

    /// <summary>Workers have told of sources. To be asked after the last <see cref="Read"/> before control sleeps.</summary>
    public bool HasTold()
    {
        // Pairs with the barrier of LearningPort.MustWake.
        Interlocked.MemoryBarrier();
        return Array.Exists(_ports, port => port.HasTold);
    }

    /// <summary>Learns what workers told, of each port no more than one ring holds.</summary>
    public void Read()
    {
        foreach (LearningPort port in _ports)
        {
            for (int i = 0; i < LearningPort.MostWaiting && port.TryTake(out ulong key); i++)
            {
                Learn(port, key);
            }
        }
    }

    /// <summary>Time has passed: forgets what has been silent for too long.</summary>
    /// <param name="now">Whole seconds, never less than before.</param>
    public void Advance(int now)
    {
        if (now <= Macs.Now)
        {
            return;
        }

        Macs.Now = now;
        LearnedTable table = Macs.Table;
        for (int place = 0; Total > 0 && place < table.Places; place++)
        {
            if (table.HolderAt(place) is { } holder && IsOver(table.SeenAt(place), holder.Ageing, now))
            {
                Forget(table, place, holder);
                Counts.Aged++;
            }
        }

        Refresh();
    }

    /// <summary>Everything that is learned, in no order.</summary>
    public IEnumerable<(LearningPort Port, ulong Mac, int Vlan)> All()
    {
        LearnedTable table = Macs.Table;
        for (int place = 0; Total > 0 && place < table.Places; place++)
        {
            if (table.HolderAt(place) is { } holder)
            {
                ulong key = table.KeyAt(place);
                yield return (holder, LearnedTable.MacOf(key), LearnedTable.VlanOf(key));
            }
        }
    }

    private static bool IsOver(int seen, int ageing, int now) => seen == LearnedTable.Gone || now - seen > ageing;

    private void Learn(LearningPort port, ulong key)
    {
        if (!IsHeldByPlan(key, port))
        {
            return;
        }

        LearnedTable table = Macs.Table;
        int forgotten = LearnedTable.NotFound;
        for (int place = table.First(key); place != LearnedTable.NotFound; place = table.Next(key, place))
        {
            if (table.HolderAt(place) is not { } holder)
            {
                forgotten = place;
            }
            else if (IsOfSameSwitch(holder, port))
            {
                Keep(table, place, holder, port);
                return;
            }
        }

        if (Admits(port))
        {
            Take(port);
            Place(table, forgotten, key, port);
            Counts.Learned++;
        }
    }

    /// <summary>The MAC is known on the switch: the port's already, or it moves there.</summary>
    private void Keep(LearnedTable table, int place, LearningPort holder, LearningPort port)
    {
        int now = Macs.Now;
        if (holder == port)
        {
            table.Touch(place, now);
        }
        else if (table.SeenAt(place) != LearnedTable.Gone && now - table.SinceAt(place) < MoveInterval)
        {
            Counts.HeldMoves++;
        }
        else if (Admits(port))
        {
            GiveBack(holder);
            Take(port);
            table.Assign(place, port, now, now);
            Counts.Moved++;
        }
    }

    private void Place(LearnedTable table, int forgotten, ulong key, LearningPort port)
    {
        int now = Macs.Now;
        if (forgotten != LearnedTable.NotFound)
        {
            table.Assign(forgotten, port, now, now);
            return;
        }

        if (table.Used >= table.Places / 4 * 3)
        {
            table = Rebuild(table);
        }

        table.Add(key, port, now, now);
    }

    /// <summary>
    /// A table without the places of forgotten MACs, at most half full. It takes a quarter of its places in new MACs to make
    /// the next one necessary. What workers note in the old one from now until their batch ends is lost: a MAC may look a frame older than it is.
    /// </summary>
    private LearnedTable Rebuild(LearnedTable old)
    {
        int bits = FewestBits;
        while (bits < MostBits && 1 << bits < Total * 2)
        {
            bits++;
        }

        LearnedTable table = new(bits, multipliers());
        for (int place = 0; place < old.Places; place++)
        {
            if (old.HolderAt(place) is { } holder)
            {
                table.Add(old.KeyAt(place), holder, old.SinceAt(place), old.SeenAt(place));
            }
        }

        Macs.Table = table;
        Counts.Rebuilt++;
        return table;
    }

    /// <summary>Whether the port learns by the plan, in that VLAN, and the MAC is nobody's own there.</summary>
    private bool IsHeldByPlan(ulong key, LearningPort port)
    {
        int index = _plan.IndexOf(port);
        int vlan = LearnedTable.VlanOf(key);
        if (index < 0 || !_plan.Learns(index, vlan))
        {
            return false;
        }

        int ownSwitch = _plan.Ports[index].Switch;
        return _plan.Configured(LearnedTable.MacOf(key), _plan.Domain(ownSwitch, vlan), vlan, ownSwitch) == MacTable.NotFound;
    }

    private bool IsOfSameSwitch(LearningPort one, LearningPort other) =>
        _plan.IndexOf(one) is >= 0 and int index && _plan.Ports[index].Switch == _plan.Ports[_plan.IndexOf(other)].Switch;

    private bool Admits(LearningPort port)
    {
        bool admits = HasRoom(port);
        Counts.Refused += admits ? 0 : 1;
        port.Full = !admits;
        return admits;
    }

    private bool HasRoom(LearningPort port) => port.Count < port.Limit && (port.Count < port.Share || Total + _unusedShares < Capacity);

    private void Take(LearningPort port)
    {
        _unusedShares -= port.Count < port.Share ? 1 : 0;
        port.Count++;
        Total++;
        port.Full = !HasRoom(port);
    }

    private void GiveBack(LearningPort port)
    {
        port.Count--;
        Total--;
        _unusedShares += port.Count < port.Share ? 1 : 0;
        port.Full = !HasRoom(port);
    }

    private void Forget(LearnedTable table, int place, LearningPort holder)
    {
        table.Forget(place);
        GiveBack(holder);
        if (Total == 0)
        {
            Macs.Table = new LearnedTable(FewestBits, multipliers());
        }
    }

    private void Share()
    {
        foreach (LearningPort port in _ports)
        {
            port.Share = Math.Min(port.Limit, Capacity / _ports.Length);
        }

        _unusedShares = _ports.Sum(port => Math.Max(port.Share - port.Count, 0));
    }

    /// <summary>Ports that learn anew have made the shares smaller, or a limit was lowered: whoever has more gives back what is needed.</summary>
    private void Trim()
    {
        if (Total + _unusedShares <= Capacity && !Array.Exists(_ports, port => port.Count > port.Limit))
        {
            return;
        }

        LearnedTable table = Macs.Table;
        for (int place = 0; Total > 0 && place < table.Places; place++)
        {
            if (table.HolderAt(place) is { } holder && (holder.Count > holder.Limit || (holder.Count > holder.Share && Total + _unusedShares > Capacity)))
            {
                Forget(table, place, holder);
                Counts.Trimmed++;
            }
        }
    }

    private void Refresh()
    {
        foreach (LearningPort port in _ports)
        {
            port.Full = !HasRoom(port);
        }
    }
}

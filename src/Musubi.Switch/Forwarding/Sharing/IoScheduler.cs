using Musubi.Io.Memory;
using Musubi.Io.Ports;
using Musubi.Switch.Forwarding.Pacing;

namespace Musubi.Switch.Forwarding.Sharing;

/// <summary>
/// Says which frame leaves an uplink next. While the uplink has room a frame passes at once; what finds none is held by class.
/// Then, as there is room again: the switch's own frames go first; a traffic type that has had less than its reservation next;
/// else the shares decide, by start-time fair queueing at each level of the tree (Goyal, Vin, Cheng 1996: the part with the least start
/// tag goes, and its tag rises by what it sent over its shares). Within a type, ports with less than their reservation go before. Who is
/// over its limit waits. What a reservation lets go counts by its shares too, but never more than a little ahead: over time each
/// has what its shares give it or its reservation, whichever is more. Costs the logarithm of the ports that wait. Made by the control
/// thread, then used by the worker that owns the uplink, which allocates nothing.
/// </summary>
internal sealed class IoScheduler
{
    private const int None = -1;

    /// <summary>Virtual time above which all tags of a class's parts are taken down.</summary>
    private const long MostNow = 1L << 60;

    /// <summary>Bytes by which a class may be ahead of its shares for its reservation: two offload frames.</summary>
    private const long MostAhead = 2 * 65_550;

    private readonly IoSchedule _schedule;
    private readonly IoTree _tree;
    private readonly IoNode[] _nodes;
    private readonly ClassQueues _queues;
    private readonly long _frequency;

    /// <param name="schedule">What it goes by.</param>
    /// <param name="frequency">Ticks a second of the times that it is told.</param>
    public IoScheduler(IoSchedule schedule, long frequency)
    {
        (_schedule, _tree, _frequency) = (schedule, new IoTree(schedule), frequency);
        _nodes = _tree.Nodes;
        _queues = new ClassQueues(_nodes.Length, schedule.Classes.Count(IoTree.IsLeaf));
        for (int i = 0; i < _nodes.Length; i++)
        {
            _queues.SetRate(i, _tree.RateOf(i));
        }
    }

    public IoSchedule Schedule => _schedule;

    /// <summary>Frames that it holds.</summary>
    public int Held => _queues.Held;

    public bool HasHeld => _queues.Held > 0;

    /// <summary>Frames are held of which one could go if the uplink had room.</summary>
    public bool HasReady => _nodes[IoSchedule.All].Ready!.Count > 0 || !_queues.IsEmpty(IoSchedule.Own);

    /// <summary>When the first of those over their limit may go on, in ticks; <see cref="long.MaxValue"/> when there are none.</summary>
    public long NextRelease => _tree.Throttled.Count > 0 ? _tree.Releases[_tree.Throttled.First] : long.MaxValue;

    /// <summary>Any thread, for a class of the schedule.</summary>
    public IoClassCounts CountsOf(int index)
    {
        ref IoNode node = ref _nodes[index];
        (long held, long bytes) = _queues.Read(index);
        return new IoClassCounts(Volatile.Read(ref node.Frames), Volatile.Read(ref node.Bytes), Volatile.Read(ref node.Delayed), Volatile.Read(ref node.Dropped), held, bytes);
    }

    /// <summary>Begins where another left off: takes over what it holds, and what its classes had. That one must not be used any more.</summary>
    /// <param name="former">Null at the beginning.</param>
    /// <param name="store">Where frames are held, the same for all of an uplink.</param>
    /// <param name="frames">By its slots; not to be used by anybody else.</param>
    public void Begin(IoScheduler? former, FrameStore store, HeldFrame[] frames, long now)
    {
        _queues.Begin(store, frames);
        _tree.Begin(former?._tree, now, _frequency);
        for (int i = 0; i < _nodes.Length; i++)
        {
            HoldToLimit(i);
        }

        for (int i = 0; i < (former?._nodes.Length ?? 0); i++)
        {
            // What a class held goes to what it is now; where it is no more, to others.
            int index = _schedule.IndexOf(former!._schedule.Classes[i].Id);
            _queues.TakeOver(former._queues, i, index == None ? _schedule.Others : index);
        }

        for (int i = 0; i < _nodes.Length; i++)
        {
            if (!_queues.IsEmpty(i))
            {
                MakeReady(i, now);
            }
        }
    }

    /// <summary>Lets those go on whose limit allows it again.</summary>
    public void Advance(long now)
    {
        while (_tree.Throttled.Count > 0 && _tree.Releases[_tree.Throttled.First] <= now)
        {
            int node = _tree.Throttled.First;
            _tree.Throttled.Remove(node);
            _nodes[node].IsThrottled = false;
            _tree.Unpark(node);
            if (HasFrames(node))
            {
                MakeReady(node, now);
            }
        }
    }

    /// <summary>Counts a frame as sent if it need not be held for others' sake or for a limit; the uplink must have room.</summary>
    public bool TryPass(int origin, FrameSize size, long now)
    {
        int leaf = _schedule.LeafOf(origin);
        if (HasReady || !_queues.IsEmpty(leaf) || IsThrottled(leaf))
        {
            return false;
        }

        Count(leaf, size);
        for (int node = leaf; node != None; node = _nodes[node].Parent)
        {
            Spend(node, size, now, isReserved: false);
        }

        return true;
    }

    /// <summary>Holds a copy of a frame. False when its class has no room for it: it is counted as dropped there.</summary>
    public bool TryHold(in TransmitFrame frame, FrameSize worth, long now)
    {
        int leaf = _schedule.LeafOf(frame.Origin);
        bool isFirst = _queues.IsEmpty(leaf);
        if (!_queues.TryAdd(leaf, in frame, worth))
        {
            _nodes[leaf].Dropped++;
            return false;
        }

        if (isFirst)
        {
            MakeReady(leaf, now);
        }

        return true;
    }

    /// <summary>The slot of the frame that goes next, which is counted as sent and is the caller's to give back; -1 when none may go.</summary>
    public int TakeNext(long now, out FrameSize size)
    {
        size = default;
        int leaf = Choose(now, out bool byType, out bool byPort);
        if (leaf == None)
        {
            return None;
        }

        int slot = _queues.Take(leaf, out size);
        Count(leaf, size);
        _nodes[leaf].Delayed++;
        Charge(leaf, size, now, byType, byPort);
        return slot;
    }

    /// <summary>Any frame that is held, whatever limits say: for an uplink that is no longer shared. -1 when there is none.</summary>
    public int TakeAny()
    {
        for (int leaf = 0; HasHeld && leaf < _nodes.Length; leaf++)
        {
            if (!_queues.IsEmpty(leaf))
            {
                return _queues.Take(leaf, out _);
            }
        }

        return None;
    }

    private void Count(int leaf, FrameSize size)
    {
        for (int node = leaf; node != None; node = _nodes[node].Parent)
        {
            _nodes[node].Frames++;
            _nodes[node].Bytes += size.Bytes;
        }
    }

    /// <summary>Takes a frame out of what limit and reservation allow.</summary>
    /// <param name="isReserved">The reservation let it go, and may be in debt for it; what goes anyhow leaves none.</param>
    private void Spend(int index, FrameSize size, long now, bool isReserved)
    {
        ref IoNode node = ref _nodes[index];
        if (node.IsReserved)
        {
            node.Reservation.Fill(now);
            node.Reservation.Take(isReserved ? size.Bytes : (long)Math.Clamp(node.Reservation.Credit, 0, size.Bytes));
        }

        if (node.IsLimited)
        {
            node.Limit.Fill(now);
            node.Limit.Take(size.Bytes);
            HoldToLimit(index);
        }
    }

    private void HoldToLimit(int index)
    {
        ref IoNode node = ref _nodes[index];
        if (node is { IsLimited: true, IsThrottled: false, Limit.HasCredit: false })
        {
            node.IsThrottled = true;
            _tree.Releases[index] = node.Limit.Due();
            _tree.Throttled.Add(index);
        }
    }

    private bool IsThrottled(int leaf)
    {
        for (int node = leaf; node != None; node = _nodes[node].Parent)
        {
            if (_nodes[node].IsThrottled)
            {
                return true;
            }
        }

        return false;
    }

    private int Choose(long now, out bool byType, out bool byPort)
    {
        (byType, byPort) = (false, false);
        if (!_queues.IsEmpty(IoSchedule.Own))
        {
            return IoSchedule.Own;
        }

        ClassHeap types = _nodes[IoSchedule.All].Ready!;
        if (types.Count == 0)
        {
            return None;
        }

        int type = _tree.ChooseReserved(now);
        byType = type != None;
        type = byType ? type : types.First;
        if (_nodes[type].Reserved is { Count: > 0 } reserved && _tree.ChoosePort(reserved, now) is >= 0 and int port)
        {
            byPort = true;
            return port;
        }

        int node = type;
        while (_nodes[node].Ready is { } parts)
        {
            node = parts.First;
        }

        return node;
    }

    /// <summary>Moves the tags of a frame's class and of all that it is part of, and takes those out that may send no more.</summary>
    private void Charge(int leaf, FrameSize size, long now, bool byType, bool byPort)
    {
        for (int index = leaf; index != IoSchedule.All; index = _nodes[index].Parent)
        {
            int parent = _nodes[index].Parent;
            bool isReserved = parent == IoSchedule.All ? byType : byPort;
            Spend(index, size, now, isReserved);
            if (index != IoSchedule.Own)
            {
                Tag(index, parent, size.Wire, isReserved);
                Settle(index, parent);
            }
        }

        Spend(IoSchedule.All, size, now, isReserved: false);
    }

    private void Tag(int index, int parent, int wire, bool isReserved)
    {
        ref IoNode of = ref _nodes[parent];
        long step = _nodes[index].Step;
        long start = _tree.Starts[index];
        if (isReserved)
        {
            _tree.Starts[index] = Math.Max(start, Math.Min(start + (wire * step), of.Now + (MostAhead * step)));
            return;
        }

        of.Now = start;
        _tree.Starts[index] = start + (wire * step);
        if (of.Now > MostNow)
        {
            Rebase(parent);
        }
    }

    private void Rebase(int parent)
    {
        long by = _nodes[parent].Now;
        for (int i = 0; i < _nodes.Length; i++)
        {
            if (_nodes[i].Parent == parent)
            {
                _tree.Starts[i] = Math.Max(_tree.Starts[i] - by, 0);
            }
        }

        _nodes[parent].Now = 0;
    }

    /// <summary>Of its own, or of its parts that may go.</summary>
    private bool HasFrames(int index) => _nodes[index].Ready is { } parts ? parts.Count > 0 : !_queues.IsEmpty(index);

    /// <summary>Puts a class that sent a frame where it belongs now.</summary>
    private void Settle(int index, int parent)
    {
        ref IoNode node = ref _nodes[index];
        bool isReady = !node.IsThrottled && HasFrames(index);
        if (isReady)
        {
            _nodes[parent].Ready!.Changed(index);
        }
        else if (_tree.ReadyAt[index] != None)
        {
            _nodes[parent].Ready!.Remove(index);
        }

        if (_tree.ReservedAt[index] == None)
        {
            return;
        }

        ClassHeap reserved = _nodes[node.Type].Reserved!;
        _tree.ReservedKeys[index] = node.Reservation.Due();
        if (isReady)
        {
            reserved.Changed(index);
        }
        else
        {
            reserved.Remove(index);
        }
    }

    /// <summary>Puts a class that has frames where it is found, and what it is part of, as far as limits allow.</summary>
    private void MakeReady(int index, long now)
    {
        if (index == IoSchedule.Own || _nodes[index].IsThrottled)
        {
            return;
        }

        if (_nodes[index] is { IsReserved: true, Ready: null } && _tree.ReservedAt[index] == None)
        {
            _nodes[index].Reservation.Fill(now);
            _tree.ReservedKeys[index] = _nodes[index].Reservation.Due();
            _nodes[_nodes[index].Type].Reserved!.Add(index);
        }

        while (index != IoSchedule.All && !_nodes[index].IsThrottled && _tree.ReadyAt[index] == None)
        {
            ref IoNode parent = ref _nodes[_nodes[index].Parent];
            _tree.Starts[index] = Math.Max(_tree.Starts[index], parent.Now);
            parent.Ready!.Add(index);
            index = _nodes[index].Parent;
        }
    }
}

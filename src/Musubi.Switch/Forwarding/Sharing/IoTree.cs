namespace Musubi.Switch.Forwarding.Sharing;

/// <summary>The classes of a schedule at run time, and where each is found. Made by the control thread, then the owner's of the uplink.</summary>
internal sealed class IoTree
{
    private const int None = -1;

    /// <summary>Start tags rise by this for a byte of a class with one share.</summary>
    private const long Scale = 1 << 20;

    /// <summary>Seconds at a limit that may pass at once; a worker that is late by less loses nothing of the rate.</summary>
    private const double LimitSlack = 0.004;

    /// <summary>Seconds at a reservation, or two frames, that a class which had none of it lately may have at once.</summary>
    private const double ReservationSlack = 0.01;

    private const double LeastReservationSlack = 3_000;

    private readonly IoSchedule _schedule;

    public IoTree(IoSchedule schedule)
    {
        _schedule = schedule;
        int count = schedule.Classes.Count;
        Nodes = new IoNode[count];
        (Starts, ReservedKeys, Releases) = (new long[count], new long[count], new long[count]);
        (ReadyAt, ReservedAt, ThrottledAt) = (new int[count], new int[count], new int[count]);
        Array.Fill(ReadyAt, None);
        Array.Fill(ReservedAt, None);
        Array.Fill(ThrottledAt, None);
        Throttled = new ClassHeap(schedule.Classes.Count(one => one.LimitBitsPerSecond > 0), Releases, ThrottledAt);
        ReservedTypes = [.. schedule.Classes.Index().Where(one => one.Item is { Parent: IoSchedule.All, ReservationBitsPerSecond: > 0 }).Select(one => one.Index)];
        for (int i = 0; i < count; i++)
        {
            Lay(i, schedule.Classes[i]);
        }

        AddHeaps();
    }

    public IoNode[] Nodes { get; }

    /// <summary>By class its start tag among the parts of its parent.</summary>
    public long[] Starts { get; }

    /// <summary>By class its place in the <see cref="IoNode.Ready"/> of its parent; -1 when it is not ready.</summary>
    public int[] ReadyAt { get; }

    /// <summary>By class when its reservation lets it go, in ticks; of ports that are in the <see cref="IoNode.Reserved"/> of their type.</summary>
    public long[] ReservedKeys { get; }

    public int[] ReservedAt { get; }

    /// <summary>By class when its limit lets it go on, in ticks; of those that are throttled.</summary>
    public long[] Releases { get; }

    public int[] ThrottledAt { get; }

    /// <summary>Those over their limit.</summary>
    public ClassHeap Throttled { get; }

    /// <summary>Types with a reservation.</summary>
    public int[] ReservedTypes { get; }

    /// <summary>It may hold frames.</summary>
    public static bool IsLeaf(IoClass one) => one.Id.Kind is IoClassKind.Own or IoClassKind.Others or IoClassKind.Port;

    /// <summary>The most bits a second that a class can have, 0 for whatever comes.</summary>
    public long RateOf(int index) => Least(_schedule.Classes[index].LimitBitsPerSecond, _schedule.CapacityBitsPerSecond);

    /// <summary>Takes over what the classes had in another tree, and goes by its own rates from now on.</summary>
    /// <param name="former">Null at the beginning.</param>
    public void Begin(IoTree? former, long now, long frequency)
    {
        for (int i = 0; i < Nodes.Length; i++)
        {
            ref IoNode node = ref Nodes[i];
            IoClass one = _schedule.Classes[i];
            int before = former is null ? None : former._schedule.IndexOf(one.Id);
            if (before != None)
            {
                TakeOver(i, former!, before);
            }

            if (node.IsLimited)
            {
                node.Limit.Set(one.LimitBitsPerSecond, Math.Max(1, LimitSlack * one.LimitBitsPerSecond / 8), now, frequency);
            }

            if (node.IsReserved)
            {
                node.Reservation.Set(one.ReservationBitsPerSecond, Math.Max(LeastReservationSlack, ReservationSlack * one.ReservationBitsPerSecond / 8), now, frequency);
            }
        }
    }

    /// <summary>The type whose reservation has waited longest; -1 when each has had its own.</summary>
    public int ChooseReserved(long now)
    {
        int chosen = None;
        double longest = 0;
        foreach (int type in ReservedTypes)
        {
            ref IoNode node = ref Nodes[type];
            if (ReadyAt[type] == None)
            {
                continue;
            }

            node.Reservation.Fill(now);
            double waited = node.Reservation.CreditTicks;
            if (waited > longest)
            {
                (chosen, longest) = (type, waited);
            }
        }

        return chosen;
    }

    /// <summary>The port whose reservation has waited longest; -1 when each has had its own. Those of a pool over its limit are put aside.</summary>
    public int ChoosePort(ClassHeap reserved, long now)
    {
        while (reserved.Count > 0 && ReservedKeys[reserved.First] <= now)
        {
            int port = reserved.First;
            int pool = Nodes[port].Parent;
            if (!Nodes[pool].IsThrottled)
            {
                return port;
            }

            reserved.Remove(port);
            (Nodes[port].NextParked, Nodes[pool].FirstParked) = (Nodes[pool].FirstParked, port);
        }

        return None;
    }

    /// <summary>Puts those back that waited for the limit of their pool.</summary>
    public void Unpark(int pool)
    {
        ref IoNode node = ref Nodes[pool];
        while (node.FirstParked != None)
        {
            int port = node.FirstParked;
            (node.FirstParked, Nodes[port].NextParked) = (Nodes[port].NextParked, None);
            Nodes[Nodes[port].Type].Reserved!.Add(port);
        }
    }

    private void Lay(int index, IoClass one)
    {
        ref IoNode node = ref Nodes[index];
        node.Parent = one.Parent;
        node.Type = one.Id.Kind == IoClassKind.Type ? index : one.Parent > IoSchedule.All ? Nodes[one.Parent].Type : None;
        node.Step = Scale / one.Shares;
        node.IsLimited = one.LimitBitsPerSecond > 0;
        node.IsReserved = one.ReservationBitsPerSecond > 0;
        (node.FirstParked, node.NextParked) = (None, None);
    }

    /// <summary>Of rates, of which 0 is none.</summary>
    private static long Least(long one, long other) => one == 0 ? other : other == 0 ? one : Math.Min(one, other);

    private void AddHeaps()
    {
        int[] parts = new int[Nodes.Length];
        int[] reserved = new int[Nodes.Length];
        for (int i = 1; i < Nodes.Length; i++)
        {
            parts[Nodes[i].Parent]++;
            if (Nodes[i].IsReserved && Nodes[i].Type is >= 0 and int type && type != i)
            {
                reserved[type]++;
            }
        }

        for (int i = 0; i < Nodes.Length; i++)
        {
            Nodes[i].Ready = IsLeaf(_schedule.Classes[i]) ? null : new ClassHeap(parts[i], Starts, ReadyAt);
            Nodes[i].Reserved = reserved[i] > 0 ? new ClassHeap(reserved[i], ReservedKeys, ReservedAt) : null;
        }
    }

    private void TakeOver(int index, IoTree former, int before)
    {
        ref IoNode node = ref Nodes[index];
        ref IoNode old = ref former.Nodes[before];
        (node.Now, node.Limit, node.Reservation) = (old.Now, old.Limit, old.Reservation);
        (node.Frames, node.Bytes, node.Delayed, node.Dropped) = (old.Frames, old.Bytes, old.Delayed, old.Dropped);
        bool isPartOfTheSame = index == IoSchedule.All || former._schedule.Classes[old.Parent].Id == _schedule.Classes[node.Parent].Id;
        Starts[index] = isPartOfTheSame ? former.Starts[before] : 0;
    }
}

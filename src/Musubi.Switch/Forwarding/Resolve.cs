using Musubi.Io.Counters;
using Musubi.Switch.Forwarding.Lags;
using Musubi.Switch.Forwarding.Multicast;
using Musubi.Switch.Forwarding.Punting;

namespace Musubi.Switch.Forwarding;

/// <summary>
/// Third stage: where each frame goes (semantics of an end-host switch: MACs of vNICs are known, nothing goes from uplink to
/// uplink). A copy that its destination refuses is counted there.
/// </summary>
internal readonly ref struct Resolve(ForwardingPlan plan, ReadOnlySpan<CounterBlock> counters, Deliveries deliveries, GroupListeners listeners)
{
    private readonly ForwardingPlan _plan = plan;
    private readonly ReadOnlySpan<CounterBlock> _counters = counters;
    private readonly Deliveries _deliveries = deliveries;
    private readonly GroupListeners _listeners = listeners;

    /// <summary>Known → that port; group → who listens in the VLAN and the pinned uplink; unknown → the pinned uplink and whoever asks for it.</summary>
    public void FromVnic(in FrameBatch batch, int source)
    {
        ref readonly PortRecord port = ref _plan.Ports[source];
        FindOwners(in batch, port.Switch);
        // Frames of one batch are often for one port: what was decided for the frame before is decided for this one.
        (int alone, int aloneVlan) = (MacTable.NotFound, -1);
        for (int i = 0; i < batch.Drop.Length; i++)
        {
            if (batch.Drop[i] != DropReason.None)
            {
                continue;
            }

            int owner = batch.Owner[i];
            if (owner == alone && batch.Vlan[i] == aloneVlan)
            {
                _deliveries.Add(alone, i);
            }
            else if (FromVnic(in batch, i, source, in port))
            {
                (alone, aloneVlan) = (owner, batch.Vlan[i]);
            }
        }
    }

    /// <summary>True when the frame went to its owner and to nobody else, as every other for that owner in the VLAN will.</summary>
    private bool FromVnic(in FrameBatch batch, int i, int source, in PortRecord port)
    {
        ref readonly DomainRecord domain = ref _plan.Domains[batch.Domain[i]];
        if (MacKinds.IsGroup(batch.Destination[i]))
        {
            if (batch.EtherType[i] == ProtocolAddresses.BeaconEtherType && BeaconMark.IsBeacon(batch.Payload(i)))
            {
                batch.Drop[i] = DropReason.ForgedBeacon;
                return false;
            }

            foreach (int listener in _listeners.Find(_plan, in batch, i, in domain, source))
            {
                if (listener != source)
                {
                    Deliver(listener, i);
                }
            }

            batch.Drop[i] = DeliverToUplink(in batch, i, in port);
            return false;
        }

        int owner = batch.Owner[i];
        int others = owner == MacTable.NotFound ? domain.UnknownCount : domain.PromiscuousCount;
        DeliverToDomain(in domain, others, i, source, owner);
        if (owner == source)
        {
            batch.Drop[i] = DropReason.Hairpin;
        }
        else if (owner == MacTable.NotFound)
        {
            batch.Drop[i] = _plan.IsPrivate(batch.Destination[i], port.Family) ? DropReason.PrivateVlan : DeliverToUplink(in batch, i, in port);
        }
        else
        {
            return Deliver(owner, i) && others == 0;
        }

        return false;
    }

    /// <summary>Known → that port; group → who listens in the VLAN; unknown → whoever asks for it. Each only if pinned here.</summary>
    public void FromUplink(in FrameBatch batch, int source)
    {
        ref readonly PortRecord port = ref _plan.Ports[source];
        FindOwners(in batch, port.Switch);
        for (int i = 0; i < batch.Count; i++)
        {
            if (batch.Drop[i] != DropReason.None)
            {
                continue;
            }

            ref readonly DomainRecord domain = ref _plan.Domains[batch.Domain[i]];
            if (MacKinds.IsGroup(batch.Destination[i]))
            {
                ReadOnlySpan<int> listeners = _listeners.Find(_plan, in batch, i, in domain, source);
                batch.Drop[i] = listeners.IsEmpty ? DropReason.NoListener : DropReason.None;
                foreach (int listener in listeners)
                {
                    DeliverIfPinned(listener, i, source);
                }

                continue;
            }

            int owner = batch.Owner[i];
            DeliverFromWire(in domain, owner == MacTable.NotFound ? domain.UnknownCount : domain.PromiscuousCount, i, source, owner);
            if (owner != MacTable.NotFound)
            {
                DeliverToOwner(owner, i, source, batch.Destination[i]);
            }
            else if (domain.UnknownCount == 0)
            {
                batch.Drop[i] = _plan.IsPrivate(batch.Destination[i], domain.Family) ? DropReason.PrivateVlan : DropReason.UnknownUnicast;
            }
        }
    }

    /// <summary>
    /// Nothing but looking up: a table that does not fit the cache costs the wait for one line after the other where each is used at
    /// once, and a few waits for all of them here, where a processor looks ahead from frame to frame.
    /// </summary>
    private void FindOwners(in FrameBatch batch, int switchIndex)
    {
        (ulong known, int knownVlan, int owner) = (0, -1, MacTable.NotFound);
        for (int i = 0; i < batch.Drop.Length; i++)
        {
            if (batch.Drop[i] != DropReason.None)
            {
                continue;
            }

            (ulong destination, int vlan) = (batch.Destination[i], batch.Vlan[i]);
            if (destination != known || vlan != knownVlan)
            {
                (known, knownVlan) = (destination, vlan);
                owner = MacKinds.IsGroup(destination) ? MacTable.NotFound : _plan.Owner(destination, batch.Domain[i], vlan, switchIndex);
            }

            batch.Owner[i] = owner;
        }
    }

    private void DeliverToDomain(in DomainRecord domain, int count, int frame, int source, int owner)
    {
        foreach (int port in _plan.DomainPorts.AsSpan(domain.FirstPort, count))
        {
            if (port != source && port != owner)
            {
                Deliver(port, frame);
            }
        }
    }

    private void DeliverFromWire(in DomainRecord domain, int count, int frame, int uplink, int owner)
    {
        foreach (int port in _plan.DomainPorts.AsSpan(domain.FirstPort, count))
        {
            if (port != owner)
            {
                DeliverIfPinned(port, frame, uplink);
            }
        }
    }

    private void DeliverIfPinned(int port, int frame, int uplink) => DeliverIf((_plan.Ports[port].Team & _plan.Ports[uplink].Team) != 0, port, frame);

    /// <summary>
    /// Where source MACs decide, each of a port's MACs has an uplink of its own. What was on its way when a port moved comes by the uplink
    /// that it left: the physical switch sends one copy of it, as it knows the MAC.
    /// </summary>
    private void DeliverToOwner(int port, int frame, int uplink, ulong mac)
    {
        ref readonly PortRecord record = ref _plan.Ports[port];
        uint way = _plan.Ports[uplink].Team;
        bool isPinned = record.Has(PortFlags.SpreadsBySource) ? IsBy(_plan.Spreads[record.Spread + FlowHash.OfMac(mac)], uplink) : (record.Team & way) != 0;
        DeliverIf(isPinned || (record.Lately & way) != 0, port, frame);
    }

    private void DeliverIf(bool isPinned, int port, int frame)
    {
        if (isPinned)
        {
            Deliver(port, frame);
        }
        else
        {
            Refuse(port, DropReason.NotPinnedUplink);
        }
    }

    /// <summary>Whether an uplink is what a team chose, or a member of the LAG that it chose.</summary>
    private bool IsBy(int chosen, int uplink) =>
        chosen == uplink || (chosen >= _plan.Ports.Length && _plan.Lags[chosen - _plan.Ports.Length].Bit == _plan.Ports[uplink].Team);

    /// <summary>The uplink by which a frame of a vNIC leaves, or <see cref="PortRecord.NoUplink"/>.</summary>
    private int UplinkOf(in FrameBatch batch, int i, in PortRecord port)
    {
        if (!port.Has(PortFlags.SpreadsBySource | PortFlags.SpreadsByAddress | PortFlags.SendsByLag))
        {
            return port.PinnedUplink;
        }

        int uplink = port.Has(PortFlags.SpreadsBySource) ? _plan.Spreads[port.Spread + FlowHash.OfMac(batch.Source[i])]
            : port.Has(PortFlags.SpreadsByAddress) ? _plan.Spreads[port.Spread + FlowHash.OfAddresses(batch.EtherType[i], batch.Payload(i))]
            : port.PinnedUplink;
        return uplink >= _plan.Ports.Length ? MemberOf(in batch, i, uplink - _plan.Ports.Length) : uplink;
    }

    private int MemberOf(in FrameBatch batch, int i, int lag)
    {
        ref readonly LagRecord record = ref _plan.Lags[lag];
        int bucket = LagHashing.BucketOf(record.Fields, batch.Destination[i], batch.Source[i], batch.EtherType[i], batch.Vlan[i], batch.Payload(i));
        return _plan.Spreads[record.Spread + bucket];
    }

    /// <summary>False when the port takes nothing.</summary>
    private bool Deliver(int port, int frame)
    {
        ref readonly PortRecord record = ref _plan.Ports[port];
        if (!record.Has(PortFlags.Blocked | PortFlags.InboundStopped))
        {
            _deliveries.Add(port, frame);
            return true;
        }

        Refuse(port, record.Has(PortFlags.Blocked) ? DropReason.Blocked : DropReason.MacChangeRejected);
        return false;
    }

    /// <summary>To the uplink that the port's teaming picks; to each of the team's where nobody knows which one is at fault.</summary>
    private DropReason DeliverToUplink(in FrameBatch batch, int i, in PortRecord port)
    {
        if (port.Has(PortFlags.SendsByAll))
        {
            for (int place = port.Spread; _plan.Spreads[place] != PortRecord.NoUplink; place++)
            {
                _deliveries.Add(_plan.Spreads[place], i);
            }

            return DropReason.None;
        }

        int uplink = UplinkOf(in batch, i, in port);
        if (uplink == PortRecord.NoUplink)
        {
            return DropReason.NoUplink;
        }

        _deliveries.Add(uplink, i);
        return DropReason.None;
    }

    private void Refuse(int port, DropReason reason) => _counters[port].Add(CounterLayout.Of(reason), 1);
}

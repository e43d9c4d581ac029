using Musubi.Io.Counters;

namespace Musubi.Switch.Forwarding;

/// <summary>
/// Third stage: where each frame goes (semantics of an end-host switch: MACs of vNICs are known, nothing goes from uplink to
/// uplink). A copy that its destination refuses is counted there.
/// </summary>
internal readonly ref struct Resolve(ForwardingPlan plan, ReadOnlySpan<CounterBlock> counters, Deliveries deliveries)
{
    private readonly ForwardingPlan _plan = plan;
    private readonly ReadOnlySpan<CounterBlock> _counters = counters;
    private readonly Deliveries _deliveries = deliveries;

    /// <summary>Known → that port; group → everybody in the VLAN and the pinned uplink; unknown → the pinned uplink and whoever asks for it.</summary>
    public void FromVnic(in FrameBatch batch, int source)
    {
        ref readonly PortRecord port = ref _plan.Ports[source];
        // Frames of one batch are often for one station: what was found for the frame before is found for this one.
        (ulong known, int knownVlan, int knownPort) = (0, -1, MacTable.NotFound);
        for (int i = 0; i < batch.Drop.Length; i++)
        {
            if (batch.Drop[i] != DropReason.None)
            {
                continue;
            }

            ulong destination = batch.Destination[i];
            if (destination == known && batch.Vlan[i] == knownVlan)
            {
                _deliveries.Add(knownPort, i);
                continue;
            }

            int owner = FromVnic(in batch, i, source, in port);
            if (owner != MacTable.NotFound)
            {
                (known, knownVlan, knownPort) = (destination, batch.Vlan[i], owner);
            }
        }
    }

    /// <summary>The port that alone gets the frame and every other for its station, or <see cref="MacTable.NotFound"/>.</summary>
    private int FromVnic(in FrameBatch batch, int i, int source, in PortRecord port)
    {
        ref readonly DomainRecord domain = ref _plan.Domains[batch.Domain[i]];
        ulong destination = batch.Destination[i];
        if (MacKinds.IsGroup(destination))
        {
            DeliverToDomain(in domain, domain.PortCount, i, source, MacTable.NotFound);
            batch.Drop[i] = DeliverToUplink(port.PinnedUplink, i);
            return MacTable.NotFound;
        }

        int owner = _plan.Owner(destination, batch.Domain[i], batch.Vlan[i], port.Switch);
        int others = owner == MacTable.NotFound ? domain.UnknownCount : domain.PromiscuousCount;
        DeliverToDomain(in domain, others, i, source, owner);
        if (owner == source)
        {
            batch.Drop[i] = DropReason.Hairpin;
        }
        else if (owner == MacTable.NotFound)
        {
            batch.Drop[i] = DeliverToUplink(port.PinnedUplink, i);
        }
        else if (Deliver(owner, i) && others == 0)
        {
            return owner;
        }

        return MacTable.NotFound;
    }

    /// <summary>Known → that port; group → everybody in the VLAN; unknown → whoever asks for it. Each only if pinned here.</summary>
    public void FromUplink(in FrameBatch batch, int source)
    {
        ref readonly PortRecord port = ref _plan.Ports[source];
        for (int i = 0; i < batch.Count; i++)
        {
            if (batch.Drop[i] != DropReason.None)
            {
                continue;
            }

            ref readonly DomainRecord domain = ref _plan.Domains[batch.Domain[i]];
            ulong destination = batch.Destination[i];
            if (MacKinds.IsGroup(destination))
            {
                DeliverFromWire(in domain, domain.PortCount, i, source, MacTable.NotFound);
                continue;
            }

            int owner = _plan.Owner(destination, batch.Domain[i], batch.Vlan[i], port.Switch);
            DeliverFromWire(in domain, owner == MacTable.NotFound ? domain.UnknownCount : domain.PromiscuousCount, i, source, owner);
            if (owner != MacTable.NotFound)
            {
                DeliverIfPinned(owner, i, source);
            }
            else if (domain.UnknownCount == 0)
            {
                batch.Drop[i] = DropReason.UnknownUnicast;
            }
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

    private void DeliverIfPinned(int port, int frame, int uplink)
    {
        if (_plan.Ports[port].PinnedUplink == uplink)
        {
            Deliver(port, frame);
        }
        else
        {
            Refuse(port, DropReason.NotPinnedUplink);
        }
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

    private DropReason DeliverToUplink(int uplink, int frame)
    {
        if (uplink == PortRecord.NoUplink)
        {
            return DropReason.NoUplink;
        }

        _deliveries.Add(uplink, frame);
        return DropReason.None;
    }

    private void Refuse(int port, DropReason reason) => _counters[port].Add(CounterLayout.Of(reason), 1);
}

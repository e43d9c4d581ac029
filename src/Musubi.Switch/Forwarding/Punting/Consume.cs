namespace Musubi.Switch.Forwarding.Punting;

/// <summary>
/// Before frames from the wire are admitted: takes those that are for the switch itself, where somebody listens for them. The VLAN
/// does not matter, nor whether the uplink carries anything else. Runs only over batches with frames for groups.
/// </summary>
internal static class Consume
{
    /// <param name="listens">What somebody waits for on this uplink; not none.</param>
    public static void FromUplink(in FrameBatch batch, PuntKinds listens, PuntSink punts)
    {
        for (int i = 0; i < batch.Drop.Length; i++)
        {
            if (batch.Drop[i] != DropReason.None || !MacKinds.IsGroup(batch.Destination[i]) || Admit.IsInvalidSource(batch.Source[i]))
            {
                continue;
            }

            PuntKind kind = KindOf(batch.Destination[i], batch.EtherType[i], batch.Vlan[i]);
            if ((((int)listens >> (int)kind) & 1) == 0)
            {
                continue;
            }

            if (kind == PuntKind.Beacon)
            {
                batch.Drop[i] = OfBeacon(in batch, i, punts);
                continue;
            }

            punts.TryPunt(kind, in batch, i);
            batch.Drop[i] = DropReason.Consumed;
        }
    }

    /// <summary>A thousand hosts send beacons: those of others are of no use here, nor to any guest. Whatever else has their EtherType goes its way.</summary>
    private static DropReason OfBeacon(in FrameBatch batch, int i, PuntSink punts)
    {
        ReadOnlySpan<byte> payload = batch.Frames[i].Data.Span[batch.PayloadOffset[i]..];
        if (!BeaconMark.IsBeacon(payload))
        {
            return DropReason.None;
        }

        if (BeaconMark.Origin(payload) == punts.BeaconOrigin)
        {
            punts.TryPunt(PuntKind.Beacon, in batch, i);
        }

        return DropReason.Consumed;
    }

    private static PuntKind KindOf(ulong destination, ushort etherType, ushort vlan) =>
        (destination & ~0xfUL) == ProtocolAddresses.ReservedGroups ? OfReserved(destination, etherType, vlan)
        : destination == ProtocolAddresses.Cisco ? PuntKind.Cdp
        : etherType == ProtocolAddresses.BeaconEtherType ? PuntKind.Beacon
        : PuntKind.None;

    private static PuntKind OfReserved(ulong destination, ushort etherType, ushort vlan) => (etherType, destination) switch
    {
        (ProtocolAddresses.SlowProtocolsEtherType, ProtocolAddresses.SlowProtocols) when vlan == 0 => PuntKind.SlowProtocol,
        (ProtocolAddresses.LldpEtherType, ProtocolAddresses.NearestBridge or ProtocolAddresses.NearestNonRelayBridge or ProtocolAddresses.NearestCustomerBridge) => PuntKind.Lldp,
        _ => PuntKind.None,
    };
}

namespace Musubi.Switch.Tests.Forwarding.Mutation;

/// <summary>Faults in every stage, in the lookup and in the compiler of plans.</summary>
internal static class Faults
{
    public static IReadOnlyList<Fault> All { get; } =
    [
        new("a flooded frame returns to its sender", "Resolve.cs", "if (port != source && port != owner)", "if (port != owner)"),
        new("frames are delivered from any uplink", "Resolve.cs", "if (_plan.Ports[port].PinnedUplink == uplink)", "if (uplink >= 0)"),
        new("promiscuous ports miss what is addressed to others", "Resolve.cs", "DeliverToDomain(in domain, domain.PromiscuousCount, i, source, owner);", ""),
        new("blocked ports are delivered to", "Resolve.cs", "if (!record.Has(PortFlags.Blocked | PortFlags.InboundStopped))", "if (!record.Has(PortFlags.InboundStopped))"),
        new("our own frames come back from the wire", "Admit.cs", "!= MacTable.NotFound ? DropReason.Reflected : DropReason.None", "== -2 ? DropReason.Reflected : DropReason.None"),
        new("forged sources pass", "Admit.cs", "? DropReason.None : DropReason.ForgedTransmit;", "? DropReason.None : DropReason.None;"),
        new("group addresses pass as sources", "Admit.cs", "source == 0 || MacKinds.IsGroup(source)", "source == 0"),
        new("access ports take tagged frames", "Admit.cs", "batch.Vlan[i] != 0 ? DropReason.VlanTagged", "batch.Vlan[i] == 4095 ? DropReason.VlanTagged"),
        new("the MTU is a byte too small", "Admit.cs", "batch.PayloadOffset[i] > mtu", "batch.PayloadOffset[i] >= mtu"),
        new("one reserved group address of sixteen is known", "Admit.cs", "(batch.Destination[i] & ~0xfUL) == ReservedGroupPrefix", "batch.Destination[i] == ReservedGroupPrefix"),
        new("a trunk's MAC is found in VLANs that it does not carry", "ForwardingPlan.cs", "&& TrunkCarries(Ports[port].TrunkBitmap, vlan) ? port", "? port"),
        new("the table forgets the VLAN", "MacTable.cs", "(mac << 16) | domain", "(mac << 16) | 1"),
        new("a checksum offset may wrap", "Parse.cs", "offload.ChecksumStart > ushort.MaxValue - TagBytes", "offload.ChecksumStart > ushort.MaxValue"),
        new("a checksum may reach over the end by a byte", "Parse.cs", "offload.ChecksumOffset + 2 > length", "offload.ChecksumOffset + 1 > length"),
        new("an inner tag gets out as an outer one", "Parse.cs", "return DropReason.NestedTag;", "return DropReason.None;"),
        new("a stripped tag is overlooked", "Parse.cs", "tci = (int)(strippedTag & 0xffff);", "tci = 0;"),
        new("the priority is lost", "Emit.cs", "(ushort)(batch.Priority[frame] | batch.Vlan[frame])", "batch.Vlan[frame]"),
        new("offsets stay when a tag moves the frame", "Emit.cs", "(ushort)(source.ChecksumStart + shift)", "source.ChecksumStart"),
        new("refused frames are not counted", "TransmitCount.cs", "counters.Add(CounterLayout.Of(DropReason.TxLinkDown), tally.LinkDown);", ""),
        new("frames go out in reverse", "Emit.cs", "int frame = list[i];", "int frame = list[list.Length - 1 - i];"),
        new("a mute port owns its MAC", "Compile/PlanCompiler.cs", "!port.Has(PortFlags.Uplink | PortFlags.Mute)", "!port.Has(PortFlags.Uplink)"),
        new("a taken MAC wins over a trunk's own", "Compile/PlanCompiler.cs", "&& !IsTrunksOwn(plan, ports, i, macs, domains)", ""),
        new("failback happens where it must not", "Compile/UplinkChoice.cs", "if (!teaming.Failback && ", "if (teaming.Failback && "),
        new("ports gather on the first standby uplink", "Compile/UplinkChoice.cs", "return standby[failedBefore];", "return standby[0];"),
    ];
}

namespace Musubi.Switch.Tests.Forwarding.Mutation;

/// <summary>Faults in every stage, in the lookup and in the compiler of plans.</summary>
internal static class Faults
{
    public static IReadOnlyList<Fault> All { get; } =
    [
        new("a flooded frame returns to its sender", "Resolve.cs", "if (port != source && port != owner)", "if (port != owner)"),
        new("frames are delivered from any uplink", "Resolve.cs", "if (_plan.Ports[port].PinnedUplink == uplink)", "if (uplink >= 0)"),
        new("promiscuous ports miss what is addressed to others", "Resolve.cs", "DeliverToDomain(in domain, owner == MacTable.NotFound ? domain.UnknownCount : domain.PromiscuousCount, i, source, owner);", ""),
        new("blocked ports are delivered to", "Resolve.cs", "if (!record.Has(PortFlags.Blocked | PortFlags.InboundStopped))", "if (!record.Has(PortFlags.InboundStopped))"),
        new("our own frames come back from the wire", "Admit.cs", "bool isOurs = plan.Configured(source, domain, vlan, port.Switch) != MacTable.NotFound", "bool isOurs = false"),
        new("forged sources pass", "Admit.cs", "? DropReason.None : DropReason.ForgedTransmit;", "? DropReason.None : DropReason.None;"),
        new("group addresses pass as sources", "Admit.cs", "source == 0 || MacKinds.IsGroup(source)", "source == 0"),
        new("access ports take tagged frames", "Admit.cs", "batch.Vlan[i] != 0 ? DropReason.VlanTagged", "batch.Vlan[i] == 4095 ? DropReason.VlanTagged"),
        new("the MTU is a byte too small", "Admit.cs", "batch.PayloadOffset[i] > mtu", "batch.PayloadOffset[i] >= mtu"),
        new("one reserved group address of sixteen is known", "Admit.cs", "(batch.Destination[i] & ~0xfUL) == ReservedGroupPrefix", "batch.Destination[i] == ReservedGroupPrefix"),
        new("a trunk's MAC is found in VLANs that it does not carry", "ForwardingPlan.cs", "&& TrunkCarries(Ports[port].TrunkBitmap, vlan) ? port", "? port"),
        new("a learned MAC is found in other VLANs", "Learning/LearnedTable.cs", "(mac << 16) | (uint)vlan", "(mac << 16) | 1"),
        new("a learned MAC is found on other switches", "ForwardingPlan.cs", "port >= 0 && Ports[port].Switch == switchIndex && Learns(port, vlan)", "port >= 0"),
        new("the limit is one MAC too high", "Learning/MacLearner.cs", "port.Count < port.Limit && ", "port.Count <= port.Limit && "),
        new("beyond the limit nothing is dropped", "Learn.cs", "? DropReason.MacLimit : DropReason.None", "? DropReason.None : DropReason.None"),
        new("a learned MAC's age is not refreshed", "Learn.cs", "table.Touch(place, now);", ""),
        new("learned MACs do not age", "Learning/MacLearner.cs", "|| now - seen > ageing", ""),
        new("learned MACs move at once", "Learning/MacLearner.cs", "now - table.SinceAt(place) < MoveInterval", "now < 0"),
        new("our learned MACs come back from the wire", "Admit.cs", "|| (plan.Learned is { } learned", "|| (plan.Learned is { Now: < 0 } learned"),
        new("a MAC that moved away is held on to", "Learn.cs", "learned.Now - table.SeenAt(place) < MovedAwayAfter", "learned.Now > 0"),
        new("a vNIC's own MAC is learned elsewhere", "Learning/MacLearner.cs", "== MacTable.NotFound;", "!= -2;"),
        new("unknown unicast is flooded to nobody", "Compile/DomainBuilder.cs", "PortFlags.FloodsUnknown", "PortFlags.Blocked"),
        new("known unicast is flooded", "Resolve.cs", "DeliverToDomain(in domain, owner == MacTable.NotFound ?", "DeliverToDomain(in domain, owner >= -1 ?"),
        new("what a port learned outlives it", "Learning/MacLearner.cs", "&& !IsHeldByPlan(table.KeyAt(place), holder)", "&& _plan.IndexOf(holder) == -2"),
        new("a source is taken for the guest's and learned", "Admit.cs", "PortFlags.GuestMacKnown | PortFlags.Learns", "PortFlags.GuestMacKnown"),
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

using Musubi.Contracts.Plan;
using Musubi.Switch.Forwarding;
using Musubi.Switch.Forwarding.Punting;
using Musubi.Switch.Tests.Forwarding.Testbed;

namespace Musubi.Switch.Tests.Forwarding.Property;

/// <summary>
/// The rules of an end-host switch, written to be read: one frame at a time, every question asked of the configuration itself.
/// It is slow, and shares with the pipeline nothing but the names of reasons and counters.
/// </summary>
public sealed class ReferenceSwitch
{
    private readonly SwitchPlan _plan;
    private readonly IReadOnlyList<ReferencePort> _ways;

    public ReferenceSwitch(SwitchPlan plan, IReadOnlyList<Refusal> refusals)
    {
        _plan = plan;
        Groups = new ReferenceGroups(plan);
        Ports = [.. plan.Ports.Select((port, i) => new ReferencePort(port, i, refusals[i]) { Rules = RulesOf(plan, port) })];
        ReferenceLag[] lags = [.. MakeLags()];
        _ways = [.. Ports, .. lags];
        Pin();
    }

    public IReadOnlyList<ReferencePort> Ports { get; }

    public ReferenceLearning Learned { get; } = new();

    public ReferenceGroups Groups { get; }

    public void SetLink(int port, bool up)
    {
        Ports[port].LinkUp = up;
        Pin();
    }

    public void Hear(UplinkNews news)
    {
        Ports[news.Port].Health = news;
        Pin();
    }

    public void Hear(LagNews news)
    {
        Ports[news.Port].LagNews = news;
        Pin();
    }

    public void Hear(VnicNews news)
    {
        Ports[news.Port].News = news;
        Pin();
    }

    public void SetRunning(int port, bool running)
    {
        Ports[port].Running = running;
        Pin();
        FlushLearned();
    }

    /// <summary>
    /// Forwards frames that are judged by one state of the switch. A MAC that the guest took in them, or 0; it is effective
    /// for the next.
    /// </summary>
    public ulong Receive(int source, IEnumerable<TestFrame> batch)
    {
        ReferencePort port = Ports[source];
        ulong taken = 0;
        List<ReferenceFrame> admitted = [];
        foreach (TestFrame frame in batch)
        {
            CountReceived(port, frame);
            if (ReferenceFrame.Read(frame, out DropReason reason) is not { } read)
            {
                port.Drop(reason);
            }
            else if (port.IsUplink)
            {
                reason = JudgeFromWire(port, read);
                reason = reason == DropReason.None && port.Rules.Any(rule => rule.Ingress) ? ReferenceChecksum.Judge(read) : reason;
                port.DropIf(reason);
                if (reason == DropReason.None && ReferenceRules.Judge(port, read, read.Vlan, ingress: true, null) is { } passing)
                {
                    admitted.Add(passing);
                    Tell(port, passing, read.Vlan);
                }
            }
            else
            {
                taken = FromVnic(port, read) ?? taken;
            }
        }

        // Judged before any is forwarded: one of them may have told that a learned MAC has moved away.
        admitted.ForEach(frame => FromWire(port, frame));
        Learned.EndBatch(port);
        port.TakenMac = taken != 0 ? taken : port.TakenMac;
        Pin();
        FlushLearned();
        return taken;
    }

    /// <summary>The MAC that the guest took with this frame, if it did.</summary>
    private ulong? FromVnic(ReferencePort port, ReferenceFrame frame)
    {
        DropReason reason = JudgeSender(port, frame);
        if (reason != DropReason.None)
        {
            port.Drop(reason);
            return null;
        }

        reason = JudgeVlan(port, frame, out int vlan);
        if (reason == DropReason.None && frame.IsGroup)
        {
            reason = ReferenceGuard.JudgeGroup(port.Vnic!.Guards, frame.Destination);
        }

        if (reason == DropReason.None && (port.Rules.Any(rule => rule.Ingress) || port.Vnic!.Guards is { DhcpGuard: true } or { RaGuard: true } or { SpoofGuard: SpoofGuard.Snooped or SpoofGuard.Configured }))
        {
            reason = ReferenceChecksum.Judge(frame);
        }

        if (reason == DropReason.None && port.Vnic!.Guards is { } guards)
        {
            reason = new ReferenceGuard(guards, frame.Source, vlan).Judge(frame.EtherType, frame.Payload);
        }

        ReferenceFrame? passing = reason == DropReason.None ? ReferenceRules.Judge(port, frame, vlan, ingress: true, port.Traffic) : null;
        if (passing is not null && port.Learns && frame.Source != port.EffectiveMac && OwnerByConfiguration(frame.Source, port.Switch, vlan) is null)
        {
            reason = Learned.Hear(port, frame.Source, vlan);
        }

        port.DropIf(reason);
        if (passing is not null && reason == DropReason.None)
        {
            Tell(port, passing, vlan);
            Forward(port, passing, vlan);
        }

        return frame.Source != port.EffectiveMac && MayTakeMac(port) ? frame.Source : null;
    }

    private static DropReason JudgeSender(ReferencePort port, ReferenceFrame frame)
    {
        if (port.Vnic!.Blocked)
        {
            return DropReason.Blocked;
        }

        if (port.Vnic.Mute)
        {
            return DropReason.Mute;
        }

        if (!frame.HasUsableSource)
        {
            return DropReason.InvalidSource;
        }

        bool maySend = frame.Source == port.EffectiveMac || port.AcceptsForgedTransmits || MayTakeMac(port);
        return maySend ? DropReason.None : DropReason.ForgedTransmit;
    }

    /// <summary>Numbered by where their first members stand in the plan.</summary>
    private IEnumerable<ReferenceLag> MakeLags()
    {
        int next = Ports.Count;
        foreach (ReferencePort first in Ports)
        {
            if (first.Lag is null && _plan.Switches.SelectMany(owner => owner.Lags).FirstOrDefault(lag => lag.Members.Any(member => member.PortId == first.Id)) is { } planned)
            {
                ReferencePort[] members = [.. planned.Members.Select(member => Ports.Single(port => port.Id == member.PortId))];
                ReferenceLag lag = new(planned, members, next++);
                Array.ForEach(members, member => member.Lag = lag);
                yield return lag;
            }
        }
    }

    private static bool MayTakeMac(ReferencePort port) => port.AcceptsMacChanges && port.GuestMac == 0 && !port.Learns;

    private DropReason JudgeVlan(ReferencePort port, ReferenceFrame frame, out int vlan)
    {
        vlan = port.IsTrunk ? frame.Vlan : port.OwnVlan;
        if (!port.IsTrunk && frame.Vlan != 0)
        {
            return DropReason.VlanTagged;
        }

        if (port.IsTrunk && !port.Hears(vlan))
        {
            return DropReason.VlanNotAllowed;
        }

        return IsTooLarge(port, frame) ? DropReason.ExceedsMtu : DropReason.None;
    }

    /// <summary>Rule 3.</summary>
    private void Forward(ReferencePort source, ReferenceFrame frame, int vlan)
    {
        if (frame is { IsGroup: true, IsBeacon: true })
        {
            source.Drop(DropReason.ForgedBeacon);
            return;
        }

        ReferencePort? owner = frame.IsGroup ? null : OwnerOf(frame.Destination, source.Switch, vlan);
        foreach (ReferencePort port in PortsOf(source.Switch, vlan))
        {
            if (port != source && IsFor(port, frame, vlan, owner))
            {
                Deliver(port, frame, vlan, source);
            }
        }

        if (owner == source)
        {
            source.Drop(DropReason.Hairpin);
        }
        else if (owner is null && !frame.IsGroup && IsInFamily(frame.Destination, source.Switch, source.Family))
        {
            source.Drop(DropReason.PrivateVlan);
        }
        else if (owner is null && ReferenceTeaming.WaysOut(source, frame, _ways) is { Count: > 0 } uplinks)
        {
            source.CountLoad("uplink-rx-bytes", uplinks.Sum(uplink => (uplink is ReferenceLag lag ? lag.MemberFor(frame, vlan) : uplink).Send(frame, vlan, source)));
        }
        else if (owner is null)
        {
            source.Drop(DropReason.NoUplink);
        }
    }

    /// <summary>Rules 2, 4 and 5.</summary>
    private void FromWire(ReferencePort uplink, ReferenceFrame frame)
    {
        ReferencePort? owner = frame.IsGroup ? null : OwnerOf(frame.Destination, uplink.Switch, frame.Vlan);
        bool wanted = owner is not null;
        foreach (ReferencePort port in PortsOf(uplink.Switch, frame.Vlan))
        {
            if (!IsFor(port, frame, frame.Vlan, owner))
            {
                continue;
            }

            wanted = true;
            if (ReferenceTeaming.Hears(port, uplink.Way, frame, port == owner, _ways))
            {
                port.CountLoad("uplink-tx-bytes", Deliver(port, frame, frame.Vlan, uplink));
            }
            else
            {
                port.Drop(DropReason.NotPinnedUplink);
            }
        }

        if (!wanted)
        {
            uplink.Drop(frame.IsGroup ? DropReason.NoListener : IsInFamily(frame.Destination, uplink.Switch, FamilyOf(uplink.Switch, frame.Vlan)) ? DropReason.PrivateVlan : DropReason.UnknownUnicast);
        }
    }

    /// <summary>Whether a port of the VLAN gets a frame.</summary>
    /// <param name="owner">Whose station it is for; null for a group, and where nobody is known.</param>
    private bool IsFor(ReferencePort port, ReferenceFrame frame, int vlan, ReferencePort? owner) => port.Promiscuous || (frame.IsGroup
        ? Groups.IsFor(port, frame, FamilyOf(port.Switch, vlan) is var family and not 0 ? (int)family : vlan, Ports)
        : port == owner || (owner is null && port.Floods));

    /// <summary>What tells of groups is handed to the switch itself, as it goes on.</summary>
    private void Tell(ReferencePort source, ReferenceFrame frame, int vlan)
    {
        if (frame.IsGroup && PortsOf(source.Switch, vlan).Any() && Groups.Follows(source.Switch) && ReferenceGroups.IsTold(frame, source.IsUplink))
        {
            source.Told.Add($"{PuntKind.Multicast} in {vlan}: {Convert.ToHexStringLower(frame.Write(null).Bytes.AsSpan(0, Math.Min(14 + frame.PayloadBytes, PuntRing.MostBytes)))}");
        }
    }

    private DropReason JudgeFromWire(ReferencePort uplink, ReferenceFrame frame)
    {
        if (frame.HasUsableSource && (uplink.Listens & frame.Protocol) != PuntKinds.None)
        {
            uplink.Taken.AddRange(frame is { Protocol: PuntKinds.Beacon, IsOwnBeacon: false } ? [] : [$"{frame.Protocol} in {frame.Vlan}: {Convert.ToHexStringLower(frame.Write(null).Bytes.AsSpan(0, Math.Min(14 + frame.PayloadBytes, PuntRing.MostBytes)))}"]);
            return DropReason.Consumed;
        }

        if (uplink.Lag?.Collects(uplink) == false)
        {
            return DropReason.NotCollecting;
        }

        if (!frame.HasUsableSource)
        {
            return DropReason.InvalidSource;
        }

        if (frame.IsReservedGroup)
        {
            return DropReason.ReservedGroup;
        }

        if (!PortsOf(uplink.Switch, frame.Vlan).Any())
        {
            return DropReason.VlanNotPresent;
        }

        if (IsTooLarge(uplink, frame))
        {
            return DropReason.ExceedsMtu;
        }

        bool isOurs = OwnerByConfiguration(frame.Source, uplink.Switch, frame.Vlan) is not null || IsInFamily(frame.Source, uplink.Switch, FamilyOf(uplink.Switch, frame.Vlan)) || Learned.IsEcho(frame.Source, uplink.Switch, frame.Vlan);
        return isOurs ? DropReason.Reflected : DropReason.None;
    }

    /// <summary>Returns the bytes that are offered to the way out.</summary>
    private static int Deliver(ReferencePort port, ReferenceFrame frame, int vlan, ReferencePort from)
    {
        DropReason reason = port.Vnic!.Blocked ? DropReason.Blocked : port.InboundStopped ? DropReason.MacChangeRejected : DropReason.None;
        port.DropIf(reason);
        return reason == DropReason.None ? port.Send(frame, vlan, from) : 0;
    }

    private static List<Rule> RulesOf(SwitchPlan plan, PlannedPort port) =>
        plan.RuleSets.SingleOrDefault(set => set.Key == (port.Vnic?.RuleSet ?? port.Uplink.RuleSet))?.Rules.ToList() ?? [];

    private bool IsTooLarge(ReferencePort port, ReferenceFrame frame) => frame.Exceeds((int)_plan.Switches.Single(planned => planned.Key == port.Switch).Mtu);

    private IEnumerable<ReferencePort> PortsOf(uint switchKey, int vlan) =>
        Ports.Where(port => port.IsActive && port.Switch == switchKey && port.Hears(vlan));

    private ReferencePort? OwnerOf(ulong mac, uint switchKey, int vlan) => OwnerByConfiguration(mac, switchKey, vlan) ?? Learned.OwnerOf(mac, switchKey, vlan);

    /// <summary>
    /// Whom an address belongs to in a VLAN. Whoever it was given to comes before those who took it, and then the first in the
    /// plan. Among a switch's trunks only one has an address, in all of its VLANs; of two takers an access port has it before a trunk.
    /// </summary>
    private ReferencePort? OwnerByConfiguration(ulong mac, uint switchKey, int vlan)
    {
        List<ReferencePort> claimants =
        [
            .. Ports.Where(port => port.IsActive && port.Switch == switchKey && port.EffectiveMac == mac).OrderBy(port => port.ConfiguredMac != mac),
        ];
        ReferencePort? access = claimants.FirstOrDefault(port => !port.IsTrunk && port.Hears(vlan));
        ReferencePort? trunk = claimants.FirstOrDefault(port => port.IsTrunk);
        trunk = trunk?.Hears(vlan) == true ? trunk : null;
        return access is null || (trunk?.ConfiguredMac == mac && access.ConfiguredMac != mac) ? trunk ?? access : access;
    }

    /// <summary>The private VLAN that a VLAN is part of, as far as a port here hears it; 0 for none.</summary>
    private uint FamilyOf(uint switchKey, int vlan) => PortsOf(switchKey, vlan).Select(port => port.Family).FirstOrDefault(family => family != 0);

    private bool IsInFamily(ulong mac, uint switchKey, uint family) =>
        family != 0 && Ports.Any(port => port.IsActive && port.Switch == switchKey && port.Family == family && port.EffectiveMac == mac);

    private void FlushLearned() => Learned.Flush((mac, port, vlan) => OwnerByConfiguration(mac, port.Switch, vlan) is not null);

    private void Pin()
    {
        foreach (ReferencePort port in Ports.Where(port => !port.IsUplink))
        {
            port.PinnedUplink = ReferenceTeaming.Choose(port, _ways);
        }
    }

    private static void CountReceived(ReferencePort port, TestFrame frame)
    {
        port.Count("rx-frames");
        port.Count("rx-bytes", frame.Bytes.Length + (frame.StrippedTag != 0 ? 4 : 0));
        _ = ReferenceFrame.Read(frame, out DropReason reason);
        if (reason != DropReason.Runt && (frame.Bytes[0] & 1) == 1)
        {
            port.Count(frame.Bytes.AsSpan(0, 6).ContainsAnyExcept((byte)0xff) ? "rx-multicast" : "rx-broadcast");
        }
    }
}

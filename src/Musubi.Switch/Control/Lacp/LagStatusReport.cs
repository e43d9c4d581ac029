using Musubi.Contracts.Plan;

namespace Musubi.Switch.Control.Lacp;

/// <summary>Says in messages how LAGs fare. Control thread only.</summary>
internal static class LagStatusReport
{
    public static LagStatus Of(Lag lag)
    {
        LagStatus status = new() { Id = lag.Planned.Id, Name = lag.Planned.Name };
        foreach (LagLink link in lag.Links)
        {
            status.Members.Add(Of(link));
            if (link.Member is { Selection: LacpSelection.Selected } member && lag.Group.Partner == LacpPartnerId.Of(member.Partner))
            {
                LacpParty partner = member.Partner;
                status.Partner ??= new Contracts.Plan.LacpParty { SystemPriority = partner.SystemPriority, System = StatusReport.MacBytes(partner.System), Key = partner.Key };
            }
        }

        return status;
    }

    /// <summary>Why a member is not in use; empty when it is.</summary>
    public static string ReasonOf(LagLink link)
    {
        LacpMember member = link.Member;
        return member switch
        {
            { Distributes: true } => link.Membership.Distributes ? "" : "about to join",
            { IsEnabled: false } => link.Slot.IsRunning ? "no link" : "the port does not run",
            _ when LacpGroup.IsOwn(member) => "its other end is a port of this very switch",
            { Receive: LacpReceiveState.Expired or LacpReceiveState.Defaulted } => member.Partner.System == 0 ? "no partner speaks LACP" : "the partner has not spoken for too long",
            { Selection: LacpSelection.Standby } => $"its partner is not that of the members in use: system {PlanText(member.Partner)}",
            { Mux: LacpMuxState.Detached or LacpMuxState.Waiting } => "about to join",
            { Mux: LacpMuxState.Attached } => member.Settings.Active || member.Partner.Has(LacpFlags.Activity) ? "the partner does not hold it for in sync" : "neither side is active",
            _ => "the partner does not take frames",
        };
    }

    private static string PlanText(in LacpParty partner) => $"{Forwarding.Compile.PlanCompiler.FormatMac(partner.System)}, key {partner.Key}";

    private static LagMemberStatus Of(LagLink link) => new()
    {
        PortId = link.Slot.Planned.Id,
        // What only waits for the other side to be ready is not in use yet.
        State = link.Member.Distributes && !link.Membership.Distributes ? LagMemberState.Collecting : (LagMemberState)((int)link.Member.Mux + 1),
        Reason = ReasonOf(link),
        Actor = Of(link.Member.Actor),
        Partner = link.Member.Partner.System == 0 ? null : Of(link.Member.Partner),
        Received = link.Received,
        Sent = link.Sent,
        Unknown = link.Unknown,
        MarkersAnswered = link.MarkersAnswered,
        Joins = link.Joins,
        ActorChurn = link.Member.IsActorChurning,
        PartnerChurn = link.Member.IsPartnerChurning,
    };

    private static Contracts.Plan.LacpParty Of(in LacpParty party) => new()
    {
        SystemPriority = party.SystemPriority,
        System = StatusReport.MacBytes(party.System),
        Key = party.Key,
        PortPriority = party.PortPriority,
        Port = party.Port,
        State = (uint)party.State,
    };
}

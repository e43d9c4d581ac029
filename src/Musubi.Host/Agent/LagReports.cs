using Musubi.Contracts.Fabric;
using Musubi.Contracts.Plan;
using Musubi.Host.Plan;
using Musubi.Model;
using Musubi.Model.Services;
using SeenState = Musubi.Model.Services.LagMemberState;

namespace Musubi.Host.Agent;

/// <summary>LAGs in the words of the data plane, the model and the controller. Pure.</summary>
internal static class LagReports
{
    /// <summary>Which LAG an id of a plan names.</summary>
    public static Dictionary<string, (Guid Switch, string Name)> NamesOf(IEnumerable<Model.Share.ShareSwitch> switches, Guid host) => switches
        .SelectMany(owner => owner.Lags, (owner, lag) => (Id: LagPlan.IdOf(owner.Id, host, lag.Name).ToString(), owner.Id, lag.Name))
        .ToDictionary(one => one.Id, one => (one.Item2, one.Name));

    /// <param name="names">See <see cref="NamesOf"/>.</param>
    /// <param name="uplinks">Names of uplinks by their port ids.</param>
    public static ValueList<LagRuntime> From(IEnumerable<LagStatus> lags, IReadOnlyDictionary<string, (Guid Switch, string Name)> names, IReadOnlyDictionary<string, string> uplinks) =>
    [
        .. lags.Where(lag => names.ContainsKey(lag.Id)).Select(lag => new LagRuntime
        {
            SwitchId = names[lag.Id].Switch,
            Name = names[lag.Id].Name,
            Partner = From(lag.Partner),
            Members = [.. lag.Members.Where(member => uplinks.ContainsKey(member.PortId)).Select(member => From(member, uplinks[member.PortId])).OrderBy(member => member.Uplink, StringComparer.Ordinal)],
        }).OrderBy(lag => lag.SwitchId).ThenBy(lag => lag.Name, StringComparer.Ordinal),
    ];

    public static LagReport Report(LagRuntime lag)
    {
        LagReport report = new()
        {
            SwitchId = lag.SwitchId.ToString(),
            Name = lag.Name,
            PartnerSystem = lag.Partner?.System.ToString() ?? "",
            PartnerPriority = (uint)(lag.Partner?.SystemPriority ?? 0),
            PartnerKey = (uint)(lag.Partner?.Key ?? 0),
        };
        report.Members.AddRange(lag.Members.Select(Report));
        return report;
    }

    private static LagMemberReport Report(LagMemberRuntime member) => new()
    {
        Uplink = member.Uplink,
        State = member.State.ToString().ToLowerInvariant(),
        Reason = member.Reason,
        ActorState = member.ActorState,
        ActorPort = (uint)member.ActorPort,
        PartnerSystem = member.Partner?.System.ToString() ?? "",
        PartnerPriority = (uint)(member.Partner?.SystemPriority ?? 0),
        PartnerKey = (uint)(member.Partner?.Key ?? 0),
        PartnerPort = (uint)member.PartnerPort,
        PartnerState = member.PartnerState,
        Joins = (ulong)member.Joins,
        ActorChurn = member.ActorChurn,
        PartnerChurn = member.PartnerChurn,
    };

    private static LagMemberRuntime From(LagMemberStatus member, string uplink) => new()
    {
        Uplink = uplink,
        State = member.State switch
        {
            Contracts.Plan.LagMemberState.Waiting => SeenState.Waiting,
            Contracts.Plan.LagMemberState.Attached => SeenState.Attached,
            Contracts.Plan.LagMemberState.Collecting => SeenState.Collecting,
            Contracts.Plan.LagMemberState.Distributing => SeenState.Distributing,
            _ => SeenState.Detached,
        },
        Reason = member.Reason,
        ActorState = (byte)member.Actor.State,
        ActorPort = (int)member.Actor.Port,
        Partner = From(member.Partner),
        PartnerState = (byte)(member.Partner?.State ?? 0),
        PartnerPort = (int)(member.Partner?.Port ?? 0),
        Joins = (long)member.Joins,
        ActorChurn = member.ActorChurn,
        PartnerChurn = member.PartnerChurn,
    };

    private static LacpPartner? From(LacpParty? party) =>
        party is null ? null : new LacpPartner(SwitchRuntime.ToMac(party.System.Span), (int)party.SystemPriority, (int)party.Key);
}

using Musubi.Model.Config;
using Musubi.Model.Policy;
using Musubi.Model.Services;

namespace Musubi.Model.Resources;

/// <summary>Shows the LAGs of a switch as they fare on its hosts. Pure.</summary>
internal static class LagStates
{
    private static readonly string[] Flags = ["active", "fast", "aggregatable", "sync", "collecting", "distributing", "defaulted", "expired"];

    /// <param name="member">The host's part of the switch.</param>
    /// <param name="host">Its name.</param>
    /// <param name="nicName">The name of a NIC by its id.</param>
    /// <param name="runtime">What the host reported; null when it did not.</param>
    public static IEnumerable<LagStateResource> Of(SwitchConfig owner, MemberConfig member, string host, Func<string, string> nicName, HostRuntime? runtime)
    {
        foreach (LagConfig lag in owner.Lags)
        {
            LagRuntime? seen = runtime?.Lags.FirstOrDefault(one => one.SwitchId == owner.Id && one.Name == lag.Name);
            LagResource config = LagResource.Of(lag);
            yield return new LagStateResource
            {
                Name = lag.Name,
                Switch = owner.Name,
                Host = host,
                Mode = config.Mode,
                Rate = config.Rate,
                Hash = config.Hash,
                Key = config.Key,
                InUse = seen?.Members.Count(one => one.State == LagMemberState.Distributing) ?? 0,
                Partner = seen?.Partner is { } partner ? LagPartnerResource.Of(partner) : null,
                Members = [.. lag.Uplinks.Select(uplink => Show(uplink, member.Uplinks.FirstOrDefault(assigned => assigned.Uplink == uplink), nicName, seen?.Members.FirstOrDefault(one => one.Uplink == uplink)))],
            };
        }
    }

    private static LagMemberResource Show(string uplink, UplinkAssignment? assigned, Func<string, string> nicName, LagMemberRuntime? seen)
    {
        LagMemberResource known = new() { Uplink = uplink, Nic = assigned is null ? null : nicName(assigned.Nic) };
        return seen is null ? known : known with
        {
            State = seen.State.ToString().ToLowerInvariant(),
            Reason = seen.Reason.Length > 0 ? seen.Reason : null,
            ActorState = Words(seen.ActorState),
            ActorPort = seen.ActorPort,
            Partner = seen.Partner is { } partner ? LagPartnerResource.Of(partner) with { Port = seen.PartnerPort, State = Words(seen.PartnerState) } : null,
            Joins = seen.Joins,
            Churn = seen is { ActorChurn: false, PartnerChurn: false } ? null : [.. new[] { seen.ActorChurn ? "actor" : "", seen.PartnerChurn ? "partner" : "" }.Where(side => side.Length > 0)],
        };
    }

    private static ValueList<string> Words(byte state) => [.. Flags.Where((_, bit) => (state >> bit & 1) != 0)];
}

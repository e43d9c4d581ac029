using Musubi.Contracts.Fabric;
using Musubi.Model;
using Musubi.Model.Services;
using HostShare = Musubi.Model.Share.HostShare;
using ShareSwitch = Musubi.Model.Share.ShareSwitch;

namespace Musubi.Controller.Fabric;

/// <summary>Reads what a host tells of its LAGs, bounded by those of its share. Pure.</summary>
internal static class LagReportReader
{
    public static ValueList<LagRuntime> Read(IEnumerable<LagReport> reports, HostShare share)
    {
        List<LagRuntime> read = [];
        foreach (ShareSwitch owner in share.Switches.Values.OrderBy(owner => owner.Id))
        {
            foreach (string lag in owner.Lags.Select(lag => lag.Name).Order(StringComparer.Ordinal))
            {
                if (reports.FirstOrDefault(report => report.Name == lag && report.SwitchId == owner.Id.ToString()) is { } found)
                {
                    read.Add(Read(found, owner));
                }
            }
        }

        return [.. read];
    }

    private static LagRuntime Read(LagReport report, ShareSwitch owner) => new()
    {
        SwitchId = owner.Id,
        Name = report.Name,
        Partner = Partner(report.PartnerSystem, report.PartnerPriority, report.PartnerKey),
        Members = [.. report.Members.Where(member => owner.Uplinks.Any(uplink => uplink.Name == member.Uplink)).DistinctBy(member => member.Uplink).Select(Read)],
    };

    private static LagMemberRuntime Read(LagMemberReport report) => new()
    {
        Uplink = report.Uplink,
        State = Enum.TryParse(report.State, ignoreCase: true, out LagMemberState state) && Enum.IsDefined(state) ? state : LagMemberState.Detached,
        Reason = FabricLimits.Text(report.Reason),
        ActorState = (byte)report.ActorState,
        ActorPort = (ushort)report.ActorPort,
        Partner = Partner(report.PartnerSystem, report.PartnerPriority, report.PartnerKey),
        PartnerState = (byte)report.PartnerState,
        PartnerPort = (ushort)report.PartnerPort,
        Joins = (long)Math.Min(report.Joins, long.MaxValue),
        ActorChurn = report.ActorChurn,
        PartnerChurn = report.PartnerChurn,
    };

    private static LacpPartner? Partner(string system, uint priority, uint key) =>
        MacAddress.TryParse(system, null, out MacAddress mac) ? new LacpPartner(mac, (ushort)priority, (ushort)key) : null;
}

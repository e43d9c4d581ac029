using Musubi.Contracts.Fabric;
using Musubi.Model.Services;

namespace Musubi.Controller.Fabric;

/// <summary>Reads what a host says of its way to the controller, and of what it undid for its sake, within bounds. Pure.</summary>
internal static class WayReports
{
    public static HostRollback? Read(RollbackReport? report) => report is null ? null : new HostRollback
    {
        FromRevision = (long)Math.Min(report.FromRevision, long.MaxValue),
        ToRevision = (long)Math.Min(report.ToRevision, long.MaxValue),
        Reason = FabricLimits.Text(report.Reason),
        At = DateTimeOffset.UnixEpoch.AddTicks(Math.Clamp(report.TimeUs, 0, FabricLimits.LatestTimeUs) * 10),
        Objects = [.. report.Objects.Take(FabricLimits.ObjectsHeldBack).Select(FabricLimits.Text)],
    };

    public static ControllerPath? Read(ControllerPathReport? report) => report is null ? null : new ControllerPath
    {
        Interface = FabricLimits.Text(report.Interface),
        Address = FabricLimits.Text(report.Address),
        Adapter = FabricLimits.Text(report.Adapter),
        Nics = [.. report.Nics.Take(FabricLimits.UplinksPerSwitch).Select(FabricLimits.Text)],
    };
}

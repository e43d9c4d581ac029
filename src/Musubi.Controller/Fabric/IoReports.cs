using Musubi.Contracts.Fabric;
using Musubi.Model;
using Musubi.Model.Services;
using HostShare = Musubi.Model.Share.HostShare;

namespace Musubi.Controller.Fabric;

/// <summary>Reads what a host tells of its shared uplinks. Pure, and bounded by its share and <see cref="FabricLimits"/>.</summary>
internal static class IoReports
{
    public static ValueList<IoUplinkRuntime> Read(Statistics statistics, HostShare share, DateTimeOffset now) =>
    [
        .. statistics.IoUplinks.Take(FabricLimits.NicsPerHost)
            .Where(uplink => Guid.TryParse(uplink.SwitchId, out Guid id) && share.Switches.TryGetValue(id, out Model.Share.ShareSwitch? owner) && owner.Uplinks.Any(one => one.Name == uplink.Uplink))
            .DistinctBy(uplink => (Guid.Parse(uplink.SwitchId), uplink.Uplink))
            .Select(uplink => new IoUplinkRuntime
            {
                SwitchId = Guid.Parse(uplink.SwitchId),
                Uplink = uplink.Uplink,
                CapacityBitsPerSecond = Bound(uplink.CapacityBitsPerSecond),
                ReadAt = now,
                Classes = [.. uplink.Classes.Take(FabricLimits.IoClassesPerUplink).Select(Read)],
            }),
    ];

    private static IoClassRuntime Read(IoClassReport report) => new()
    {
        Kind = report.Kind switch
        {
            IoClassReport.Types.Kind.All => IoClassKind.All,
            IoClassReport.Types.Kind.Switch => IoClassKind.Switch,
            IoClassReport.Types.Kind.Traffic => IoClassKind.Traffic,
            IoClassReport.Types.Kind.Pool => IoClassKind.Pool,
            IoClassReport.Types.Kind.Port => IoClassKind.Port,
            _ => IoClassKind.Others,
        },
        Name = FabricLimits.Text(report.Name),
        Frames = Bound(report.Frames),
        Bytes = Bound(report.Bytes),
        DelayedFrames = Bound(report.DelayedFrames),
        DroppedFrames = Bound(report.DroppedFrames),
        HeldFrames = Bound(report.HeldFrames),
        HeldBytes = Bound(report.HeldBytes),
    };

    private static long Bound(ulong number) => (long)Math.Min(number, long.MaxValue);
}

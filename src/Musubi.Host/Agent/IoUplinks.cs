using Musubi.Contracts.Fabric;
using Musubi.Contracts.Plan;
using Musubi.Host.Plan;
using Musubi.Model.Policy;
using Musubi.Model.Services;

namespace Musubi.Host.Agent;

/// <summary>What the data plane says of a shared uplink, as the host tells it on. Pure.</summary>
internal static class IoUplinks
{
    /// <summary>None when it is not shared.</summary>
    public static IEnumerable<IoUplinkRuntime> Of(UplinkBinding binding, PortStatus? status) => status is not { IoClasses.Count: > 0 } ? [] :
    [
        new IoUplinkRuntime
        {
            SwitchId = binding.SwitchId,
            Uplink = binding.Uplink,
            CapacityBitsPerSecond = binding.CapacityBitsPerSecond,
            Classes = [.. status.IoClasses.Select(Of)],
        },
    ];

    public static IoUplinkReport ToReport(IoUplinkRuntime uplink)
    {
        IoUplinkReport report = new() { SwitchId = uplink.SwitchId.ToString(), Uplink = uplink.Uplink, CapacityBitsPerSecond = (ulong)uplink.CapacityBitsPerSecond };
        report.Classes.AddRange(uplink.Classes.Select(one => new IoClassReport
        {
            Kind = one.Kind switch
            {
                IoClassKind.All => IoClassReport.Types.Kind.All,
                IoClassKind.Switch => IoClassReport.Types.Kind.Switch,
                IoClassKind.Traffic => IoClassReport.Types.Kind.Traffic,
                IoClassKind.Pool => IoClassReport.Types.Kind.Pool,
                IoClassKind.Port => IoClassReport.Types.Kind.Port,
                _ => IoClassReport.Types.Kind.Others,
            },
            Name = one.Name,
            Frames = (ulong)one.Frames,
            Bytes = (ulong)one.Bytes,
            DelayedFrames = (ulong)one.DelayedFrames,
            DroppedFrames = (ulong)one.DroppedFrames,
            HeldFrames = (ulong)one.HeldFrames,
            HeldBytes = (ulong)one.HeldBytes,
        }));
        return report;
    }

    private static IoClassRuntime Of(IoClassStatus status)
    {
        (IoClassKind kind, string name) = status.Kind switch
        {
            IoClassStatus.Types.Kind.All => (IoClassKind.All, ""),
            IoClassStatus.Types.Kind.Switch => (IoClassKind.Switch, ""),
            IoClassStatus.Types.Kind.Traffic => (IoClassKind.Traffic, TrafficTypeWords.Word(TrafficTypes.FromPlan(status.TrafficType))),
            IoClassStatus.Types.Kind.Pool => (IoClassKind.Pool, status.Pool),
            IoClassStatus.Types.Kind.Port => (IoClassKind.Port, status.PortId),
            _ => (IoClassKind.Others, ""),
        };
        return new IoClassRuntime
        {
            Kind = kind,
            Name = name,
            Frames = (long)status.Frames,
            Bytes = (long)status.Bytes,
            DelayedFrames = (long)status.DelayedFrames,
            DroppedFrames = (long)status.DroppedFrames,
            HeldFrames = (long)status.HeldFrames,
            HeldBytes = (long)status.HeldBytes,
        };
    }
}

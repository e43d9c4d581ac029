using Musubi.Contracts.Plan;
using Musubi.Switch.Forwarding.Sharing;
using Musubi.Switch.Runtime;

namespace Musubi.Switch.Control;

/// <summary>Says what each class of traffic had of a shared uplink. Control thread only.</summary>
internal static class IoReport
{
    private const int MostPorts = 256;

    public static IEnumerable<IoClassStatus> Of(IoControlledPort uplink, PortSlots slots)
    {
        IReadOnlyList<(IoClass Class, IoClassCounts Counts)> all = uplink.ReadCounts();
        return all.Where(one => one.Class.Id.Kind != IoClassKind.Port)
            .Concat(all.Where(one => one.Class.Id.Kind == IoClassKind.Port && one.Counts != default).OrderByDescending(one => one.Counts.Bytes).Take(MostPorts))
            .Select(one => Describe(one.Class.Id, one.Counts, slots));
    }

    private static IoClassStatus Describe(IoClassId id, IoClassCounts counts, PortSlots slots) => new()
    {
        Kind = id.Kind switch
        {
            IoClassKind.All => IoClassStatus.Types.Kind.All,
            IoClassKind.Own => IoClassStatus.Types.Kind.Switch,
            IoClassKind.Type => IoClassStatus.Types.Kind.Traffic,
            IoClassKind.Pool => IoClassStatus.Types.Kind.Pool,
            IoClassKind.Port => IoClassStatus.Types.Kind.Port,
            _ => IoClassStatus.Types.Kind.Others,
        },
        TrafficType = id.Kind == IoClassKind.Type ? (TrafficType)id.Number : TrafficType.Unspecified,
        Pool = id.Name,
        PortId = id.Kind == IoClassKind.Port && slots.FindByNumber(PortSlot.NumberOf(id.Number)) is { } slot && slot.Handle == id.Number ? slot.Planned.Id : "",
        Frames = (ulong)counts.Frames,
        Bytes = (ulong)counts.Bytes,
        DelayedFrames = (ulong)counts.Delayed,
        DroppedFrames = (ulong)counts.Dropped,
        HeldFrames = (ulong)Math.Max(counts.HeldFrames, 0),
        HeldBytes = (ulong)Math.Max(counts.HeldBytes, 0),
    };
}

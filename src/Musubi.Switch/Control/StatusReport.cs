using System.Buffers.Binary;
using System.Diagnostics;
using Google.Protobuf;
using Musubi.Contracts.Plan;
using Musubi.Switch.Forwarding.Shaping;
using Musubi.Switch.Forwarding.Sharing;
using Musubi.Switch.Runtime;

namespace Musubi.Switch.Control;

/// <summary>Says in messages what the data plane is doing. Control thread only.</summary>
public static class StatusReport
{
    /// <summary>Rules that one status tells hits of.</summary>
    private const int MostRuleHits = 262_144;

    public static PlanApplied Applied(PlanDesk desk)
    {
        PlanApplied applied = new() { Generation = desk.Plan.Generation };
        applied.Ports.AddRange(InPlanOrder(desk).Select(slot => new PortResult
        {
            PortId = slot.Planned.Id,
            Incarnation = slot.Key.Incarnation,
            State = slot.State,
            Reason = slot.Reason,
        }));
        return applied;
    }

    public static SwitchStatus Status(PlanDesk desk, WorkerPool pool, SwitchCounters counts, string bootId)
    {
        SwitchStatus status = new() { Generation = desk.Plan.Generation, BootId = bootId };
        status.Ports.AddRange(InPlanOrder(desk).Select(slot => Port(slot, desk.Slots)));
        AddRuleHits(status, desk);
        status.Workers.AddRange(pool.Workers.Select((worker, i) => new WorkerStatus
        {
            Index = (uint)i,
            Turns = (ulong)worker.Counters.Turns,
            Sleeps = (ulong)worker.Counters.Sleeps,
            Frames = (ulong)worker.Counters.Frames,
            BusyNanoseconds = (ulong)TimeSpan.FromSeconds((double)worker.Counters.BusyTicks / Stopwatch.Frequency).TotalNanoseconds,
        }));
        status.Counts.AddRange(counts.All.Select(count => new NamedCount { Name = count.Key, Value = count.Value }));
        status.Counts.Add(new NamedCount { Name = "dropped-notices", Value = (ulong)pool.Workers.Sum(worker => worker.Notices.Dropped) });
        status.Counts.Add(new NamedCount { Name = "lost-handovers", Value = (ulong)pool.Workers.Sum(worker => worker.Counters.LostHandovers) });
        return status;
    }

    /// <summary>Six bytes, first octet first; empty for no MAC.</summary>
    public static ByteString MacBytes(ulong mac)
    {
        if (mac == 0)
        {
            return ByteString.Empty;
        }

        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, mac);
        return ByteString.CopyFrom(bytes[2..]);
    }

    private static void AddRuleHits(SwitchStatus status, PlanDesk desk)
    {
        int told = 0;
        foreach ((PortSlot slot, PortStatus port) in InPlanOrder(desk).Zip(status.Ports))
        {
            (int Rule, long Hits)[] hits = [.. desk.RuleHits(slot).Index().Where(rule => rule.Item > 0)];
            if (told + hits.Length <= MostRuleHits)
            {
                told += hits.Length;
                port.HitRules.AddRange(hits.Select(one => (uint)one.Rule));
                port.Hits.AddRange(hits.Select(one => (ulong)one.Hits));
            }
        }
    }

    private static IEnumerable<PortSlot> InPlanOrder(PlanDesk desk) => desk.Slots.All.OrderBy(slot => slot.PlanIndex);

    private static ShaperCredit CreditOf(PortCredit credit) => new() { IngressBytes = (ulong)credit.Ingress, EgressBytes = (ulong)credit.Egress };

    private static PortStatus Port(PortSlot slot, PortSlots slots) => new()
    {
        PortId = slot.Planned.Id,
        Incarnation = slot.Key.Incarnation,
        State = slot.State,
        Reason = slot.Reason,
        LinkUp = slot.LinkUp,
        PinnedUplink = slot.PinnedUplink ?? "",
        EffectiveMac = MacBytes(slot.EffectiveMac),
        ShaperCredit = slot is { Paced: ShapedPort, Planned.Vnic.Leaving: true } ? CreditOf(slot.Shapers.Read(Stopwatch.GetTimestamp())) : null,
        IoClasses = { slot.Paced is IoControlledPort shared ? IoReport.Of(shared, slots) : [] },
    };
}

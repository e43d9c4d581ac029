using Musubi.Contracts.Plan;
using Musubi.Io.Native;
using Musubi.Switch.Forwarding.Compile;
using Musubi.Switch.Forwarding.Pacing;
using Musubi.Switch.Forwarding.Shaping;
using Musubi.Switch.Forwarding.Sharing;
using Musubi.Switch.Runtime;

namespace Musubi.Switch.Control;

/// <summary>
/// Puts around ports what holds their frames back: around those of vNICs that are shaped, and around uplinks that are shared. A port
/// keeps that while it runs: with nothing to hold it passes all on. Control thread only.
/// </summary>
/// <param name="pool">The workers.</param>
/// <param name="counts">What goes wrong, by name.</param>
/// <param name="failed">Takes a port out of forwarding, with the reason.</param>
public sealed class PortPacing(WorkerPool pool, SwitchCounters counts, Action<PortSlot, string> failed)
{
    /// <summary>Brings the shaping of a vNIC's port to what is planned.</summary>
    public void Shape(PortSlot slot)
    {
        slot.Credit.Hear(ShapingRates.AwaitedOf(slot.Planned));
        PortRates rates = RatesOf(slot);
        if (slot.Paced is ShapedPort shaped)
        {
            shaped.Rates = rates;
        }
        else if (slot.IsRunning && rates.IsLimited)
        {
            Wrap(slot, () => new ShapedPort(slot.Port, rates, slot.Shapers), "its traffic cannot be shaped");
        }
    }

    /// <summary>Lets a guest that came from another host begin with what it had there, once it is known to be here.</summary>
    public static void Welcome(PortSlot slot)
    {
        if (!slot.IsUplink && slot.Credit.IsAwaited && !MuteRule.IsMute(slot.Planned, slot.LinkUp))
        {
            slot.Credit.Begin();
            if (slot.Paced is ShapedPort shaped)
            {
                shaped.Rates = RatesOf(slot);
            }
        }
    }

    /// <summary>Brings the sharing of all uplinks to what is planned.</summary>
    public void Share(SwitchPlan plan, PortSlots slots)
    {
        Dictionary<uint, IoSchedules> controlled = plan.Switches.Where(one => one.IoControl is not null).ToDictionary(
            one => one.Key,
            one => new IoSchedules(one.IoControl, [.. slots.All.Where(slot => !slot.IsUplink && slot.Planned.SwitchKey == one.Key)
                .OrderBy(slot => slot.PlanIndex).Select(slot => (slot.Planned.Vnic, slot.Number, slot.Handle))]));
        foreach (PortSlot uplink in slots.All.Where(slot => slot.IsUplink))
        {
            IoSchedule? schedule = controlled.GetValueOrDefault(uplink.Planned.SwitchKey)?.For((long)uplink.Planned.Uplink.CapacityBitsPerSecond);
            if (uplink.Paced is IoControlledPort shared)
            {
                shared.Schedule = schedule;
            }
            else if (uplink.IsRunning && schedule is not null)
            {
                Wrap(uplink, () => new IoControlledPort(uplink.Port) { Schedule = schedule }, "it cannot be shared");
            }
        }
    }

    private static PortRates RatesOf(PortSlot slot) => ShapingRates.Of(slot.Planned) with { Start = slot.Credit.Start };

    private void Wrap(PortSlot slot, Func<PacedPort> wrap, string failure)
    {
        try
        {
            PacedPort around = wrap();
            around.Lost = frames => counts.Add("lost-held-frames", (ulong)frames);
            if (!slot.IsMoving)
            {
                pool.Detach(new PortReception(slot.Worker, slot.Number, slot.Port));
                pool.Attach(new PortReception(slot.Worker, slot.Number, around));
            }

            slot.Paced = around;
        }
        catch (SystemCallException e)
        {
            counts.Add("unusable-descriptors");
            failed(slot, $"{failure}: {e.Message}");
        }
    }
}

using Musubi.Contracts.Plan;
using Musubi.Switch.Forwarding;
using Musubi.Switch.Forwarding.Compile;
using Musubi.Switch.Runtime;

namespace Musubi.Switch.Control.Teaming;

/// <summary>
/// By which uplinks each vNIC is reached, and for a moment those by which it was: until physical switches have learned of a move, and what was on
/// its way has come, unicast for it comes by the old one. Control thread only.
/// </summary>
public sealed class LeftUplinks(TimeProvider clock)
{
    /// <summary>Longer than the last repetition of an announcement takes.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private long? _movedAt;

    /// <summary>How long until what was left counts no more; infinite when nothing was.</summary>
    public TimeSpan TimeToDue()
    {
        if (_movedAt is not { } since)
        {
            return Timeout.InfiniteTimeSpan;
        }

        TimeSpan left = Grace - clock.GetElapsedTime(since);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>Before a compilation: forgets what was left long enough ago.</summary>
    public void Forget(PortSlots slots)
    {
        if (TimeToDue() != TimeSpan.Zero)
        {
            return;
        }

        _movedAt = null;
        foreach (PortSlot slot in slots.All)
        {
            slot.LeftUplinks = null;
        }
    }

    /// <summary>After a compilation: finds the vNICs that moved by it. True when there are any: compile their uplinks once more, with the inputs as they are now.</summary>
    public bool Follow(SwitchPlan plan, ForwardingPlan compiled, PortSlots slots, PortInput[] inputs)
    {
        string[][] single = new string[plan.Ports.Count + compiled.Lags.Length][];
        string[]?[] ofTeams = new string[compiled.Ways.Length][];
        bool moved = false;
        foreach (PortSlot slot in slots.All.Where(slot => !slot.IsUplink))
        {
            int team = compiled.Teams.NumberOf(slot.PlanIndex);
            int pinned = compiled.Ports[slot.PlanIndex].PinnedUplink;
            string[] now = compiled.Ways[team].Uplinks.Length > 0 ? ofTeams[team] ??= [.. compiled.Ways[team].Uplinks.Select(compiled.Teams.IdOf)]
                : pinned == PortRecord.NoUplink ? []
                : single[pinned] ??= [compiled.Teams.IdOf(pinned)];
            string[] before = slot.Uplinks ?? now;
            slot.Uplinks = now;
            if (before.SequenceEqual(now))
            {
                continue;
            }

            bool isNew = now.Except(before).Any();
            slot.LeftUplinks = isNew ? before : [.. before.Except(now)];
            inputs[slot.PlanIndex] = inputs[slot.PlanIndex] with { LatelyUplinks = slot.LeftUplinks };
            (moved, _movedAt) = (true, clock.GetTimestamp());
        }

        return moved;
    }
}

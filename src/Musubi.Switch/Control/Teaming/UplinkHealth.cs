using Musubi.Contracts.Plan;
using Musubi.Switch.Forwarding;
using Musubi.Switch.Forwarding.Compile;
using Musubi.Switch.Runtime;

namespace Musubi.Switch.Control.Teaming;

/// <summary>
/// Tells the compiler what is true of the uplinks: links, since when they carry, and what beacons say. Which of them a team may use follows
/// from that, and from its settings, in <see cref="TeamHealth"/>. Control thread only.
/// </summary>
public sealed class UplinkHealth(TimeProvider clock)
{
    private long? _due;
    private bool _hasBegun;

    /// <summary>An uplink as it is now.</summary>
    /// <param name="carries">It runs, and its link carries.</param>
    public PortInput Describe(PortSlot uplink, bool carries, PortInput input)
    {
        UplinkState state = uplink.Uplink;
        // A link that is there when the data plane begins did not just come back: one that does soon after waits for as long as ever.
        state.Carries.Set(carries, clock, isOld: !_hasBegun);
        return input with { UpFor = state.Carries.Age(clock), Beacons = state.Beacons is { } verdict ? Facts(state, verdict) : null };
    }

    /// <summary>What beacons say of an uplink from now on; null when it sends none any more.</summary>
    public void SetVerdict(PortSlot uplink, BeaconVerdict<PortSlot>? verdict)
    {
        uplink.Uplink.Beacons = verdict;
        uplink.Uplink.Hears.Set(verdict is { Hears.Count: > 0 }, clock);
    }

    /// <summary>Finds when time alone will change what teams may use. Call after each compilation.</summary>
    public void Schedule(PlanTeams teams, IEnumerable<PortSlot> slots)
    {
        TimeSpan shortest = Timeout.InfiniteTimeSpan;
        foreach (PortSlot uplink in slots.Where(slot => slot.IsUplink))
        {
            _hasBegun |= uplink.Uplink.Carries.Holds;
            if (uplink.Lag is { } member)
            {
                shortest = Sooner(shortest, member.Lag.InUse.ToNext(teams.FailbackDelays, clock));
            }

            shortest = Sooner(shortest, Sooner(uplink.Uplink.Carries.ToNext(teams.FailbackDelays, clock), uplink.Uplink.Hears.ToNext(teams.FailbackDelays, clock)));
        }

        _due = shortest == Timeout.InfiniteTimeSpan ? null : clock.GetTimestamp() + (long)Math.Ceiling(shortest.TotalSeconds * clock.TimestampFrequency);
    }

    /// <summary>How long until then; infinite for never.</summary>
    public TimeSpan TimeToDue() => _due is not { } due ? Timeout.InfiniteTimeSpan
        : clock.GetTimestamp() is var now && now >= due ? TimeSpan.Zero
        : clock.GetElapsedTime(now, due);

    /// <summary>Why an uplink is used by none of its teams, or by not all of them.</summary>
    /// <param name="compiled">The plan in force.</param>
    public static UplinkCondition ConditionOf(PortSlot uplink, ForwardingPlan compiled)
    {
        if (!uplink.IsRunning || !uplink.LinkUp)
        {
            return UplinkCondition.LinkDown;
        }

        UplinkCondition worst = UplinkCondition.Usable;
        for (int i = 0; i < compiled.Ways.Length; i++)
        {
            if (compiled.Teams.All[i].BitOf(uplink.PlanIndex) is not 0 and uint bit)
            {
                UplinkCondition here = ConditionIn(compiled.Ways[i].Health, bit);
                worst = here > worst ? here : worst;
            }
        }

        return worst;
    }

    private static UplinkCondition ConditionIn(TeamHealth health, uint bit) =>
        (health.Lost & bit) != 0 ? UplinkCondition.BeaconsLost
        : (health.Delayed & bit) != 0 ? UplinkCondition.FailbackDelay
        : health.IsAmbiguous ? UplinkCondition.BeaconsAmbiguous
        : UplinkCondition.Usable;

    private BeaconFacts Facts(UplinkState state, BeaconVerdict<PortSlot> verdict) => new()
    {
        Hears = [.. verdict.Hears.Select(slot => slot.PlanIndex)],
        Heard = [.. verdict.Heard.Select(slot => slot.PlanIndex)],
        IsFresh = verdict.IsFresh,
        IsProven = verdict.IsProven,
        HeardFor = state.Hears.Age(clock),
    };

    private static TimeSpan Sooner(TimeSpan one, TimeSpan other) =>
        one == Timeout.InfiniteTimeSpan ? other : other == Timeout.InfiniteTimeSpan || one < other ? one : other;
}

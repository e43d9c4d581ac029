using Musubi.Switch.Forwarding.Learning;

namespace Musubi.Switch.Forwarding;

/// <summary>
/// Between admission and resolution, for ports that learn: notes who sends, tells control of sources that are not known, and
/// holds the port to its limit. Only what admission let through is learned from.
/// </summary>
internal static class Learn
{
    /// <summary>
    /// A learned MAC that was silent at its port for this long, in seconds, and speaks from the wire has moved away: an echo of
    /// our own frame comes back sooner.
    /// </summary>
    public const int MovedAwayAfter = 2;

    /// <summary>Returns true when the control thread must be woken.</summary>
    public static bool FromVnic(in FrameBatch batch, ForwardingPlan plan, int source, in PortRecord port)
    {
        LearningPort learner = plan.Learners[source]!;
        LearnedTable table = learner.Macs.Table;
        int now = learner.Macs.Now;
        DropReason atLimit = port.Has(PortFlags.DropsAtMacLimit) ? DropReason.MacLimit : DropReason.None;
        (ulong last, DropReason verdict) = (0, DropReason.None);
        for (int i = 0; i < batch.Count; i++)
        {
            if (batch.Drop[i] != DropReason.None || batch.Source[i] == port.EffectiveMac)
            {
                continue;
            }

            ulong key = LearnedTable.Key(batch.Source[i], batch.Vlan[i]);
            if (key != last)
            {
                last = key;
                verdict = IsKnown(in batch, i, plan, table, source, port.Switch, now) ? DropReason.None : learner.Full ? atLimit : Tell(learner, key);
            }

            batch.Drop[i] = verdict;
        }

        return learner.MustWake();
    }

    /// <summary>Whether a source on the wire is a MAC learned here, so that the frame is an echo of our own.</summary>
    public static bool IsReflected(ForwardingPlan plan, LearnedMacs learned, ulong source, int vlan, int switchIndex)
    {
        LearnedTable table = learned.Table;
        int place = plan.FindLearned(table, source, vlan, switchIndex, out _);
        if (place == LearnedTable.NotFound)
        {
            return false;
        }

        if (learned.Now - table.SeenAt(place) < MovedAwayAfter)
        {
            return true;
        }

        table.Leave(place);
        return false;
    }

    private static bool IsKnown(in FrameBatch batch, int i, ForwardingPlan plan, LearnedTable table, int source, int switchIndex, int now)
    {
        int place = plan.FindLearned(table, batch.Source[i], batch.Vlan[i], switchIndex, out int owner);
        if (owner != source)
        {
            return plan.Configured(batch.Source[i], batch.Domain[i], batch.Vlan[i], switchIndex) != MacTable.NotFound;
        }

        table.Touch(place, now);
        return true;
    }

    private static DropReason Tell(LearningPort learner, ulong key)
    {
        learner.Tell(key);
        return DropReason.None;
    }
}

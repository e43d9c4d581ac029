using Musubi.Switch.Forwarding.Inspection;

namespace Musubi.Switch.Forwarding.Filtering;

/// <summary>
/// What the source port's rules do with frames that come into the switch: behind admission and inspection, before anything is learned of them. The
/// first rule that is met decides; a frame that meets none passes.
/// </summary>
internal static class Filter
{
    private const int DropEligible = 0x1000;
    private const int PriorityShift = 13;

    /// <param name="rules">Of the source port, some of them for this direction. The batch was inspected.</param>
    /// <param name="traffic">The port's traffic type.</param>
    public static void Run(in FrameBatch batch, PortRules rules, int traffic, RuleHits hits)
    {
        RuleClassifier classifier = rules.Compiled.Ingress!;
        (int alike, RuleVerdict verdict) = (-1, RuleVerdict.None);
        for (int i = 0; i < batch.Drop.Length; i++)
        {
            if (batch.Drop[i] != DropReason.None)
            {
                continue;
            }

            ref PacketFields fields = ref batch.Inspected.Fields[i];
            if (classifier.IsUnreadable(in fields))
            {
                batch.Drop[i] = DropReason.Unreadable;
                continue;
            }

            if (alike < 0 || !RuleClassifier.AreAlike(in batch, alike, i))
            {
                verdict = classifier.Find(in batch, i, in fields, traffic);
            }

            // What is marked is no longer what was judged.
            alike = verdict.Marks ? -1 : i;
            if (verdict.Rule >= 0)
            {
                hits.Add(rules.Counts[verdict.Rule]);
                batch.Drop[i] = verdict.Drops ? DropReason.Filtered : DropReason.None;
                if (verdict.Marks)
                {
                    Mark(in batch, i, ref fields, verdict);
                }
            }
        }
    }

    /// <summary>The frame's own marks, which every copy of it has unless its way out has others.</summary>
    private static void Mark(in FrameBatch batch, int i, ref PacketFields fields, RuleVerdict verdict)
    {
        if (verdict.Dscp >= 0)
        {
            Marking.SetDscp(batch.Inspected.Bytes(i), in fields, verdict.Dscp);
            fields.SetDscp(verdict.Dscp);
        }

        if (verdict.Cos >= 0)
        {
            batch.Priority[i] = (ushort)((batch.Priority[i] & DropEligible) | (verdict.Cos << PriorityShift));
            batch.Inspected.NotePriority(i, verdict.Cos > 0);
        }
    }
}

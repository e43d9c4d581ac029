using Musubi.Io.Counters;
using Musubi.Io.Ports;
using Musubi.Switch.Forwarding.Inspection;

namespace Musubi.Switch.Forwarding.Filtering;

/// <summary>
/// What a destination's rules do with the copies of frames that leave the switch by it. Ports that share their rules judge alike: of a frame that
/// goes to many of them in a row it is found out once. One worker's scratch.
/// </summary>
internal sealed class EgressFilter(RuleHits hits)
{
    private readonly RuleVerdict[] _verdicts = new RuleVerdict[FrameBatch.Capacity];
    private readonly byte[] _passing = new byte[FrameBatch.Capacity];
    private RuleClassifier? _classifier;
    private int _traffic;
    private ulong _known;
    private ulong _unreadable;

    /// <summary>Another batch: what is known of frames is of the former one.</summary>
    public void Begin() => _classifier = null;

    /// <summary>The frames of the list that pass, in order; the others are counted.</summary>
    /// <param name="rules">Of the destination, some of them for this direction.</param>
    /// <param name="traffic">The traffic type that counts there.</param>
    /// <param name="counters">Of the destination.</param>
    public ReadOnlySpan<byte> Select(scoped in FrameBatch batch, PortRules rules, int traffic, scoped ReadOnlySpan<byte> list, CounterBlock counters)
    {
        Judge(in batch, rules.Compiled.Egress!, traffic, list);
        (int passing, int filtered, int unreadable) = (0, 0, 0);
        foreach (byte frame in list)
        {
            RuleVerdict verdict = _verdicts[frame];
            if ((_unreadable >> frame & 1) != 0)
            {
                unreadable++;
                continue;
            }

            if (verdict.Rule >= 0)
            {
                hits.Add(rules.Counts[verdict.Rule]);
            }

            if (verdict.Drops)
            {
                filtered++;
                continue;
            }

            _passing[passing++] = frame;
        }

        if ((filtered | unreadable) != 0)
        {
            counters.Add(CounterLayout.Of(DropReason.Filtered), filtered);
            counters.Add(CounterLayout.Of(DropReason.Unreadable), unreadable);
        }

        return _passing.AsSpan(0, passing);
    }

    /// <summary>What was found out of a frame of the last list.</summary>
    public RuleVerdict VerdictOf(int frame) => _verdicts[frame];

    /// <summary>Writes the DSCP that rules give into the copies of frames of the last list, whose headers are complete.</summary>
    public void MarkDscp(Span<TransmitFrame> frames, in FrameBatch batch, ReadOnlySpan<byte> list)
    {
        for (int i = 0; i < frames.Length; i++)
        {
            int frame = list[i];
            if (_verdicts[frame].Dscp is >= 0 and sbyte dscp)
            {
                ref TransmitFrame copy = ref frames[i];
                int bytes = batch.Inspected.Bytes(frame).Length;
                Marking.SetDscp(((Span<byte>)copy.Header).Slice(copy.HeaderLength - bytes, bytes), in batch.Inspected.Fields[frame], dscp);
            }
        }
    }

    private void Judge(in FrameBatch batch, RuleClassifier classifier, int traffic, ReadOnlySpan<byte> list)
    {
        if (classifier != _classifier || traffic != _traffic)
        {
            (_classifier, _traffic, _known, _unreadable) = (classifier, traffic, 0, 0);
        }

        int alike = -1;
        foreach (byte frame in list)
        {
            ulong bit = 1UL << frame;
            if ((_known & bit) != 0)
            {
                continue;
            }

            _known |= bit;
            ref readonly PacketFields fields = ref Inspect.Frame(in batch, frame);
            if (classifier.IsUnreadable(in fields))
            {
                _unreadable |= bit;
                continue;
            }

            _verdicts[frame] = alike >= 0 && RuleClassifier.AreAlike(in batch, alike, frame) ? _verdicts[alike] : classifier.Find(in batch, frame, in fields, traffic);
            alike = frame;
        }
    }
}

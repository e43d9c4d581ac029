using System.Diagnostics;
using Musubi.Contracts.Plan;
using Musubi.Io.Ports;
using Musubi.Switch.Forwarding;
using Musubi.Switch.Forwarding.Sharing;
using Musubi.Switch.Tests.Forwarding.Testbed;

namespace Musubi.Switch.Tests.Forwarding.Property;

/// <summary>
/// Plays a scenario, some of whose switches have I/O control, to the pipeline and to the model, on a clock of its own. The model says which frames go to which
/// uplink, and of each: it leaves in its sender's order or is counted, no faster than the capacity and every limit, and at once where nothing holds it back. Everybody else gets
/// theirs at once.
/// </summary>
public sealed class SharingComparison : IDisposable
{
    /// <summary>Handles of ports are their positions in the plan, and this.</summary>
    private const int FirstHandle = 1000;

    /// <summary>A worker that comes late by less makes up for it.</summary>
    private const double SlackSeconds = 0.0041;

    /// <summary>Bytes of an offload frame: one more may begin while there is any credit.</summary>
    private const double LargestFrame = 66_000;

    private readonly SwitchPlan _plan;
    private readonly Scenario _scenario;
    private readonly Random _random;
    private readonly PipelineBench _pipeline;
    private readonly ReferenceSwitch _model;
    private readonly GivenGroups _groups = new();
    private readonly Dictionary<int, TimedPort> _nics = [];
    private readonly Dictionary<int, IoControlledPort> _shared = [];
    private readonly Dictionary<int, List<TimedFrame>> _expected = [];
    private TransmitTally _tally;
    private long _now = Stopwatch.Frequency;

    public SharingComparison(Scenario scenario, Random random)
    {
        (_scenario, _plan, _random) = (scenario, scenario.Plan, random);
        foreach ((int i, PlannedPort uplink) in _plan.Ports.Index().Where(port => port.Item.Uplink is not null))
        {
            (_nics[i], _expected[i]) = (new TimedPort(() => _now), []);
            if (ScheduleOf(uplink) is { } schedule)
            {
                _shared[i] = new IoControlledPort(_nics[i], () => _now) { Schedule = schedule };
            }
        }

        _pipeline = new PipelineBench(_plan, ways: port => _shared.TryGetValue(port, out IoControlledPort? shared) ? shared : _nics.GetValueOrDefault(port)) { Follower = _groups };
        _model = new ReferenceSwitch(_plan, [.. _plan.Ports.Select(_ => default(Refusal))]);
    }

    /// <summary>Frames that left by uplinks.</summary>
    public long Left => _nics.Values.Sum(nic => (long)nic.Frames.Count);

    /// <summary>Those of them that had to wait.</summary>
    public long Delayed => _shared.Values.Sum(port => port.ReadCounts().Where(one => one.Class.Id.Kind == IoClassKind.All).Sum(one => one.Counts.Delayed));

    /// <summary>Those that found no room.</summary>
    public long Dropped => _shared.Keys.Sum(uplink => _pipeline.Drops(uplink, DropReason.IoControlFull));

    /// <summary>The first difference in words, or null.</summary>
    public string? FindDifference()
    {
        string? difference = _scenario.Steps.Select((step, i) => Play(step) is { } found ? $"step {i}: {found}" : null).FirstOrDefault(found => found is not null);
        return difference ?? WaitForHeld() ?? _nics.Keys.Select(DifferenceOf).FirstOrDefault(found => found is not null);
    }

    public void Dispose()
    {
        foreach (IoControlledPort port in _shared.Values)
        {
            port.Dispose();
        }

        _pipeline.Dispose();
    }

    private IoSchedule? ScheduleOf(PlannedPort uplink)
    {
        IoControl? control = _plan.Switches.Single(one => one.Key == uplink.SwitchKey).IoControl;
        return control is null
            ? null
            : new IoSchedules(control, [.. _plan.Ports.Index().Where(port => port.Item.Vnic is not null && port.Item.SwitchKey == uplink.SwitchKey).Select(port => (port.Item.Vnic, port.Index, (long)FirstHandle + port.Index))])
                .For((long)uplink.Uplink.CapacityBitsPerSecond);
    }

    private string? Play(Step step)
    {
        switch (step)
        {
            case LinkChange change:
                _pipeline.SetLink(change.Port, change.Up);
                _model.SetLink(change.Port, change.Up);
                return null;
            case VnicNews news:
                _pipeline.Set(news.Port, input => input with { AssignedUplink = news.Assigned, LatelyUplinks = news.Lately });
                _model.Hear(news);
                return null;
            case LagNews news:
                _pipeline.Set(news.Port, input => input with { Lag = news.Said });
                _model.Hear(news);
                return null;
            case GroupsChange change:
                _groups.Set(_pipeline, change.Facts);
                _model.Groups.Facts = change.Facts;
                return null;
            case Burst burst:
                // Again and again, so that queues fill; some without a pause.
                bool pauses = _random.Next(3) > 0;
                return Enumerable.Range(0, _random.Next(1, pauses ? 6 : 60)).Select(_ => Play(burst, pauses)).FirstOrDefault(found => found is not null);
            default:
                return null;
        }
    }

    private string? Play(Burst burst, bool pauses)
    {
        foreach (TestFrame[] batch in burst.Frames.Chunk(FrameBatch.Capacity))
        {
            _pipeline.Receive(burst.Source, batch);
            _model.Receive(burst.Source, batch);
            foreach (ReferencePort port in _model.Ports)
            {
                if (port.IsUplink)
                {
                    _expected[port.Index].AddRange(port.Offered.Select(frame => new TimedFrame(burst.Source, frame, _now)));
                }
                else if (!port.Offered.Select(frame => frame.ToString()).SequenceEqual(_pipeline.Ports[port.Index].Offered.Select(frame => frame.ToString())))
                {
                    return $"port {port.Index} was sent [{string.Join("; ", _pipeline.Ports[port.Index].Offered)}] at once, expected [{string.Join("; ", port.Offered)}]";
                }

                port.Offered.Clear();
                _pipeline.Ports[port.Index].Offered.Clear();
            }
        }

        Pass(pauses ? _random.NextDouble() * 3 : 0);
        return null;
    }

    private void Pass(double milliseconds)
    {
        _now += (long)(milliseconds * Stopwatch.Frequency / 1000);
        foreach (IoControlledPort port in _shared.Values)
        {
            port.Drain(ref _tally);
        }
    }

    /// <summary>A minute is more than any queue takes.</summary>
    private string? WaitForHeld()
    {
        for (int i = 0; i < 20_000 && _shared.Keys.Any(HoldsFrames); i++)
        {
            Pass(3);
        }

        return _shared.Keys.Where(HoldsFrames).Select(uplink => $"uplink {uplink} holds frames for good, or has lost some").FirstOrDefault();
    }

    private bool HoldsFrames(int uplink) => _nics[uplink].Frames.Count + _pipeline.Drops(uplink, DropReason.IoControlFull) < _expected[uplink].Count;

    private string? DifferenceOf(int uplink)
    {
        ReferenceSharing rules = new(_plan, _plan.Ports[uplink]);
        List<TimedFrame> came = _nics[uplink].Frames;
        if (!rules.IsShared)
        {
            return IsSame(_expected[uplink], came) ? null : $"uplink {uplink} is not shared, and frames did not leave at once and in their order";
        }

        return _expected[uplink].Concat(came).Select(frame => frame.Source).Distinct().Select(source => DifferenceOf(uplink, source, rules)).FirstOrDefault(found => found is not null)
            ?? TooFast($"uplink {uplink}", came, rules.Capacity, frame => Math.Max(frame.Frame.Bytes.Length, 60) + 24)
            ?? came.SelectMany(frame => rules.LimitsOf(_plan.Ports[frame.Source]).Select(limit => (limit, frame))).GroupBy(one => one.limit)
                .Select(limited => TooFast($"{limited.Key.Whose} on uplink {uplink}", limited.Select(one => one.frame), limited.Key.BitsPerSecond, frame => frame.Frame.Bytes.Length)).FirstOrDefault(found => found is not null);
    }

    private string? DifferenceOf(int uplink, int source, ReferenceSharing rules)
    {
        List<TimedFrame> expected = [.. _expected[uplink].Where(frame => frame.Source == source)];
        List<TimedFrame> came = [.. _nics[uplink].Frames.Where(frame => frame.Source == source)];
        if (rules.IsFree(_plan.Ports[source]))
        {
            return IsSame(expected, came) ? null : $"nothing holds port {source} back on uplink {uplink}, and its frames did not leave at once";
        }

        long dropped = _shared[uplink].ReadCounts().Single(one => one.Class.Id == new IoClassId(IoClassKind.Port, FirstHandle + source)).Counts.Dropped;
        return came.Count + dropped != expected.Count ? $"of {expected.Count} frames of port {source} to uplink {uplink} {came.Count} left and {dropped} were counted"
            : !IsPartInOrder(expected, came) ? $"frames of port {source} left uplink {uplink} in another order, earlier than they came, or changed"
            : null;
    }

    private static bool IsSame(List<TimedFrame> expected, List<TimedFrame> came) =>
        expected.Count == came.Count && expected.Zip(came).All(pair => pair.First.Frame.IsSame(pair.Second.Frame) && pair.First.At == pair.Second.At);

    private static bool IsPartInOrder(List<TimedFrame> expected, List<TimedFrame> came)
    {
        int at = 0;
        foreach (TimedFrame frame in came)
        {
            while (at < expected.Count && !expected[at].Frame.IsSame(frame.Frame))
            {
                at++;
            }

            if (at == expected.Count || expected[at++].At > frame.At)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>In no span of time did more leave than the rate, what a late worker makes up for, and one frame that began within. An offload frame counts at least as its bytes.</summary>
    private static string? TooFast(string who, IEnumerable<TimedFrame> came, long bitsPerSecond, Func<TimedFrame, double> size)
    {
        if (bitsPerSecond == 0)
        {
            return null;
        }

        double depth = (SlackSeconds * bitsPerSecond / 8) + LargestFrame;
        (double credit, long at) = (depth, 0);
        foreach (TimedFrame frame in came)
        {
            credit = Math.Min(depth, credit + ((double)(frame.At - at) / Stopwatch.Frequency * bitsPerSecond / 8)) - size(frame);
            at = frame.At;
            if (credit < 0)
            {
                return $"{who} was {-credit:f0} bytes faster than {bitsPerSecond} bits a second";
            }
        }

        return null;
    }
}

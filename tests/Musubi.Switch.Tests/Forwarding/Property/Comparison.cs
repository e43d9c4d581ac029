using Musubi.Switch.Forwarding;
using Musubi.Switch.Forwarding.Punting;
using Musubi.Switch.Tests.Forwarding.Testbed;

namespace Musubi.Switch.Tests.Forwarding.Property;

/// <summary>Plays a scenario to the pipeline and to the model, and says where they first differ.</summary>
public sealed class Comparison : IDisposable
{
    private readonly PipelineBench _pipeline;
    private readonly Scenario _scenario;
    private readonly GivenGroups _groups = new();
    private readonly byte[] _taken = new byte[PuntRing.MostBytes];

    public Comparison(Scenario scenario)
    {
        _scenario = scenario;
        _pipeline = new PipelineBench(scenario.Plan, scenario.Refusals);
        _pipeline.Follower = _groups;
        Model = new ReferenceSwitch(scenario.Plan, scenario.Refusals);
    }

    public ReferenceSwitch Model { get; }

    public long Frames { get; private set; }

    public long Deliveries { get; private set; }

    /// <summary>The first difference in words, or null. A pipeline that throws differs too.</summary>
    public string? FindDifference()
    {
        try
        {
            return DifferenceOfPlans() ?? _scenario.Steps.Select((step, i) => Play(step) is { } difference ? $"step {i}: {difference}" : null).FirstOrDefault(found => found is not null);
        }
        catch (Exception thrown) when (thrown is IndexOutOfRangeException or ArgumentException or InvalidOperationException or NullReferenceException)
        {
            return $"the pipeline threw {thrown.GetType().Name}: {thrown.Message}";
        }
    }

    public void Dispose() => _pipeline.Dispose();

    private string? Play(Step step)
    {
        switch (step)
        {
            case LinkChange change:
                _pipeline.SetLink(change.Port, change.Up);
                Model.SetLink(change.Port, change.Up);
                return DifferenceOfPlans() ?? DifferenceOfLearning();
            case UplinkNews news:
                _pipeline.Set(news.Port, input => input with { UpFor = news.UpFor, Beacons = news.Beacons });
                Model.Hear(news);
                return DifferenceOfPlans();
            case VnicNews news:
                _pipeline.Set(news.Port, input => input with { AssignedUplink = news.Assigned, LatelyUplinks = news.Lately });
                Model.Hear(news);
                return DifferenceOfPlans();
            case LagNews news:
                _pipeline.Set(news.Port, input => input with { Lag = news.Said });
                Model.Hear(news);
                return DifferenceOfPlans();
            case RunChange change:
                _pipeline.SetRunning(change.Port, change.Running);
                Model.SetRunning(change.Port, change.Running);
                return DifferenceOfPlans() ?? DifferenceOfLearning();
            case ListenChange change:
                _pipeline.Listen(change.Port, change.Kinds);
                Model.Ports[change.Port].Listens = change.Kinds;
                return null;
            case MtuChange change:
                _pipeline.SetMtu(change.Port, change.Mtu);
                Model.Ports[change.Port].LinkMtu = change.Mtu;
                return DifferenceOfPlans();
            case GroupsChange change:
                _groups.Set(_pipeline, change.Facts);
                Model.Groups.Facts = change.Facts;
                return null;
            case Wait wait:
                _pipeline.Wait(wait.Seconds);
                Model.Learned.Wait(wait.Seconds);
                return DifferenceOfLearning();
            case Burst burst when Model.Ports[burst.Source].Running:
                return burst.Frames.Chunk(FrameBatch.Capacity).Select(batch => Play(burst.Source, batch)).FirstOrDefault(found => found is not null);
            default:
                return null;
        }
    }

    private string? Play(int source, TestFrame[] batch)
    {
        Frames += batch.Length;
        ulong taken = _pipeline.Receive(source, batch);
        ulong expected = Model.Receive(source, batch);
        return taken != expected ? $"the guest took {expected:x12}, reported was {taken:x12}" : DifferenceOfDeliveries() ?? DifferenceOfTaken(source) ?? DifferenceOfTold(source) ?? DifferenceOfCounters() ?? DifferenceOfHits() ?? DifferenceOfPlans() ?? DifferenceOfLearning();
    }

    private string? DifferenceOfLearning()
    {
        foreach (ReferencePort port in Model.Ports)
        {
            string expected = Format(Model.Learned.At(port));
            string found = Format(_pipeline.LearnedAt(port.Index));
            if (expected != found)
            {
                return $"port {port.Index}: expected to have learned {expected}, was {found}";
            }
        }

        return null;
    }

    private static string Format(IEnumerable<(ulong Mac, int Vlan)> learned) => string.Join(", ", learned.Select(one => $"{one.Mac:x12} in {one.Vlan}"));

    private string? DifferenceOfDeliveries()
    {
        foreach (ReferencePort port in Model.Ports)
        {
            List<SentFrame> offered = _pipeline.Ports[port.Index].Offered;
            Deliveries += offered.Count;
            for (int i = 0; i < Math.Max(offered.Count, port.Offered.Count); i++)
            {
                SentFrame? expected = port.Offered.ElementAtOrDefault(i);
                SentFrame? found = offered.ElementAtOrDefault(i);
                if (expected is null || found is null || !expected.IsSame(found))
                {
                    return $"port {port.Index} delivery {i}: expected {expected?.ToString() ?? "none"}, was {found?.ToString() ?? "none"}";
                }
            }

            offered.Clear();
            port.Offered.Clear();
        }

        return null;
    }

    private string? DifferenceOfTaken(int source)
    {
        // Each kind keeps its order.
        List<string> expected = [.. Model.Ports[source].Taken.OrderBy(taken => Enum.Parse<PuntKinds>(taken.Split(' ')[0]))];
        List<string> found = [];
        foreach (PuntRing ring in _pipeline.Punts.Protocols)
        {
            while (ring.TryRead(_taken, out PuntEntry entry))
            {
                found.Add($"{(PuntKinds)(1 << (int)entry.Kind)} in {entry.Vlan}: {Convert.ToHexStringLower(_taken.AsSpan(0, entry.Length))}");
            }
        }

        string? difference = expected.SequenceEqual(found) ? null : $"port {source}: expected the switch to take [{string.Join("; ", expected)}], was [{string.Join("; ", found)}]";
        Model.Ports[source].Taken.Clear();
        return difference;
    }

    private string? DifferenceOfTold(int source)
    {
        List<string> expected = Model.Ports[source].Told;
        List<string> found = [];
        while (_pipeline.Punts.RingOf(PuntKind.Multicast).TryRead(_taken, out PuntEntry entry))
        {
            found.Add($"{entry.Kind} in {entry.Vlan}: {Convert.ToHexStringLower(_taken.AsSpan(0, entry.Length))}");
        }

        string? difference = expected.SequenceEqual(found) ? null : $"port {source}: expected the switch to hear [{string.Join("; ", expected)}], was [{string.Join("; ", found)}]";
        expected.Clear();
        return difference;
    }

    private string? DifferenceOfCounters()
    {
        foreach (ReferencePort port in Model.Ports)
        {
            for (int i = 0; i < CounterLayout.Count; i++)
            {
                if (port.Counters[i] != _pipeline.Counter(port.Index, i))
                {
                    return $"port {port.Index} {CounterLayout.Names[i]}: expected {port.Counters[i]}, was {_pipeline.Counter(port.Index, i)}";
                }
            }
        }

        return null;
    }

    private string? DifferenceOfHits()
    {
        foreach (ReferencePort port in Model.Ports)
        {
            long[] expected = [.. port.Rules.Select(rule => port.Hits.GetValueOrDefault(rule.Name))];
            long[] found = _pipeline.RuleHits(port.Index);
            if (!expected.SequenceEqual(found))
            {
                return $"port {port.Index}: expected rules to be met {string.Join(", ", expected)} times, was {string.Join(", ", found)}";
            }
        }

        return null;
    }

    private string? DifferenceOfPlans()
    {
        foreach (ReferencePort port in Model.Ports.Where(port => !port.IsUplink))
        {
            ref readonly PortRecord record = ref _pipeline.Plan.Ports[port.Index];
            int uplink = port.PinnedUplink?.Index ?? PortRecord.NoUplink;
            if (record.PinnedUplink != uplink || record.EffectiveMac != port.EffectiveMac)
            {
                return $"port {port.Index}: expected uplink {uplink} and MAC {port.EffectiveMac:x12}, was {record.PinnedUplink} and {record.EffectiveMac:x12}";
            }
        }

        return null;
    }
}

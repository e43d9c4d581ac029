using System.Globalization;
using Musubi.Contracts.Plan;
using Musubi.Switch.Forwarding;
using Musubi.Switch.Tests.Forwarding.Testbed;

namespace Musubi.Switch.Tests.Conformance;

/// <summary>Takes a case through the pipeline, and says where the two part.</summary>
internal sealed class ConformanceRun(ConformancePlan plan, PipelineBench bench)
{
    private readonly ConformancePlan _plan = plan;
    private readonly ConformanceUplinks _uplinks = new(plan, bench);

    /// <summary>What went otherwise than the step says, or null.</summary>
    public string? Take(ConformanceStep step)
    {
        try
        {
            switch (step.Words)
            {
                case ["link", string name, "up" or "down"]:
                    bench.SetLink(_plan.PortOf(name), step.Words[2] == "up");
                    return null;
                case ["wait", string seconds]:
                    bench.Wait(FrameText.Number(seconds));
                    return null;
                case ["up" or "beacons" or "fresh" or "left" or "load" or "lag", ..]:
                    _uplinks.Take(step.Words);
                    return null;
                case ["hits", string name, ..]:
                    return Hits(step, _plan.PortOf(name), step.Words[2..]);
                case ["send", string name, ..]:
                    return Send(step, _plan.PortOf(name), step.Words[2..]);
                default:
                    throw new FormatException("no such step");
            }
        }
        catch (Exception e) when (e is FormatException or KeyNotFoundException or ArgumentException)
        {
            return $"line {step.Line}: {e.Message}";
        }
    }

    /// <summary>How often each rule of a port was met, in order: those that were not are not named.</summary>
    private string? Hits(ConformanceStep step, int port, string[] expected)
    {
        RuleSet? rules = _plan.Plan.RuleSets.FirstOrDefault(set => set.Key == (_plan.Plan.Ports[port].Vnic?.RuleSet ?? _plan.Plan.Ports[port].Uplink.RuleSet));
        string[] found = [.. bench.RuleHits(port).Index().Where(hits => hits.Item != 0).Select(hits => string.Create(CultureInfo.InvariantCulture, $"{rules!.Rules[hits.Index].Name}={hits.Item}"))];
        return found.SequenceEqual(expected) ? null : $"line {step.Line}: expected the rules met to be {Text(expected)}, was {Text(found)}";
    }

    private string? Send(ConformanceStep step, int source, string[] words)
    {
        if (step.Expected.Count == 0)
        {
            return $"line {step.Line}: nothing is said of what follows";
        }

        TestFrame frame = FrameText.Make(words, _plan.SourceOf(source), _plan.MacOf);
        Dictionary<(int, DropReason), long> before = Drops();
        foreach (MemoryPort port in bench.Ports)
        {
            port.Offered.Clear();
        }

        bench.Receive(source, [frame]);
        List<string> happened = [.. Deliveries(step.Expected), .. Drops().Where(after => after.Value != before[after.Key]).SelectMany(Describe)];
        List<string> expected = [.. step.Expected.Select(line => string.Join(' ', line))];
        string[] missing = [.. Without(expected, happened)];
        string[] surplus = [.. Without(happened, expected)];
        return missing.Length + surplus.Length == 0 ? null
            : $"line {step.Line}: send {_plan.NameOf(source)} {string.Join(' ', words)}\n  expected, not seen: {Text(missing)}\n  seen, not expected: {Text(surplus)}";

        IEnumerable<string> Describe(KeyValuePair<(int Port, DropReason Reason), long> drop) =>
            Enumerable.Repeat($"drop {_plan.NameOf(drop.Key.Port)} {CounterLayout.Names[CounterLayout.Of(drop.Key.Reason)]["drop-".Length..]}", (int)(drop.Value - before[drop.Key]));
    }

    /// <summary>Deliveries in the words in which the step asks for them: what it does not ask about does not matter.</summary>
    private IEnumerable<string> Deliveries(List<string[]> expected)
    {
        for (int port = 0; port < bench.Ports.Length; port++)
        {
            string name = _plan.NameOf(port);
            string[] asked = expected.FirstOrDefault(line => line[0] == "get" && line[1] == name) ?? [];
            foreach (SentFrame sent in bench.Ports[port].Offered)
            {
                yield return string.Join(' ', ["get", name, .. asked.Skip(2).Select(word => FrameFacts.Tell(word.Split('=')[0], sent))]);
            }
        }
    }

    private Dictionary<(int Port, DropReason Reason), long> Drops() =>
        Enum.GetValues<DropReason>().Where(reason => reason != DropReason.None)
            .SelectMany(reason => Enumerable.Range(0, bench.Ports.Length).Select(port => (port, reason)))
            .ToDictionary(key => key, key => bench.Drops(key.port, key.reason));

    private static IEnumerable<string> Without(List<string> lines, List<string> others)
    {
        List<string> left = [.. others];
        return [.. lines.Where(line => !left.Remove(line))];
    }

    private static string Text(string[] lines) => lines.Length == 0 ? "nothing" : string.Create(CultureInfo.InvariantCulture, $"{string.Join("; ", lines)}");
}

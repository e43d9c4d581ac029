using Musubi.Switch.Forwarding.Compile;
using Musubi.Switch.Tests.Forwarding.Testbed;

namespace Musubi.Switch.Tests.Conformance;

/// <summary>What cases say of uplinks beside their links, and of what ports are pinned to.</summary>
internal sealed class ConformanceUplinks(ConformancePlan plan, PipelineBench bench)
{
    private readonly HashSet<(int One, int Other)> _heard = [];

    /// <exception cref="FormatException">It is no such step.</exception>
    public void Take(string[] words)
    {
        switch (words)
        {
            case ["up", string name, string milliseconds]:
                TimeSpan upFor = TimeSpan.FromMilliseconds(FrameText.Number(milliseconds));
                bench.Set(plan.PortOf(name), input => input with { UpFor = upFor });
                break;
            case ["beacons", ..]:
                Hear([.. words[1..].Select(group => group.Split(',').Select(plan.PortOf).ToArray())]);
                break;
            case ["fresh", string name]:
                bench.Set(plan.PortOf(name), input => input with { Beacons = (input.Beacons ?? new BeaconFacts()) with { IsFresh = true } });
                break;
            case ["left", string port, string uplink]:
                bench.Set(plan.PortOf(port), input => input with { LatelyUplinks = [plan.Plan.Ports[plan.PortOf(uplink)].Id] });
                break;
            case ["load", string port, string uplink]:
                bench.Set(plan.PortOf(port), input => input with { AssignedUplink = plan.Plan.Ports[plan.PortOf(uplink)].Id });
                break;
            case ["lag", string member, "detached" or "collecting" or "distributing"]:
                string id = plan.Plan.Ports[plan.PortOf(member)].Id;
                string lag = plan.Plan.Switches[0].Lags.Single(planned => planned.Members.Any(one => one.PortId == id)).Id;
                bench.Set(plan.PortOf(member), input => input with { Lag = new LagInput(lag, words[2] != "detached", words[2] == "distributing", null) });
                break;
            default:
                throw new FormatException("no such step");
        }
    }

    private void Hear(int[][] groups)
    {
        _heard.UnionWith(groups.SelectMany(group => group.SelectMany(one => group.Where(other => other != one).Select(other => (one, other)))));
        foreach (int[] group in groups)
        {
            foreach (int uplink in group)
            {
                BeaconFacts facts = new()
                {
                    Hears = [.. group.Where(other => other != uplink)],
                    Heard = [.. _heard.Where(pair => pair.One == uplink).Select(pair => pair.Other)],
                    IsProven = _heard.Any(pair => pair.One == uplink),
                };
                bench.Set(uplink, input => input with { Beacons = facts });
            }
        }
    }
}

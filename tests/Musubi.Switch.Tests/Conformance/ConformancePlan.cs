using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Google.Protobuf;
using Musubi.Contracts.Plan;
using Musubi.Switch.Tests.Forwarding.Testbed;

namespace Musubi.Switch.Tests.Conformance;

/// <summary>The switch of a file: its plan, and which port a name stands for.</summary>
internal sealed partial class ConformancePlan
{
    private readonly PlanBuilder _plan = new();
    private readonly Dictionary<string, int> _ports = [];

    /// <exception cref="FormatException">Names the line and what is wrong with it.</exception>
    public ConformancePlan(ConformanceFile file)
    {
        foreach (ConformanceStep line in file.Setup)
        {
            try
            {
                Add(line.Words);
            }
            catch (Exception e) when (e is FormatException or InvalidProtocolBufferException or InvalidJsonException or KeyNotFoundException)
            {
                throw new FormatException($"{file.Name}, line {line.Line}: {e.Message}", e);
            }
        }
    }

    public SwitchPlan Plan => _plan.Plan;

    public PipelineBench Build(PortKind kind)
    {
        PipelineBench bench = _plan.Build(kind);
        bench.Follower = Plan.Switches[0].Snooping is null ? null : new SnooperFollower(Plan);
        return bench;
    }

    public string NameOf(int port) => _ports.Single(pair => pair.Value == port).Key;

    public int PortOf(string name) => _ports.TryGetValue(name, out int port) ? port : throw new FormatException($"no port is called {name}");

    /// <summary>With what a port sends unless a frame says otherwise: a vNIC's own MAC, and that of a stranger on the wire.</summary>
    public ulong SourceOf(int port) => Plan.Ports[port].Uplink is null ? Frames.MacOf(port) : Frames.Outside;

    /// <summary>The MAC of a port, of nobody here (outside), of all (broadcast), or as written.</summary>
    public ulong MacOf(string text) => text switch
    {
        "broadcast" => Frames.Broadcast,
        "outside" => Frames.Outside,
        _ when _ports.TryGetValue(text, out int port) => Frames.MacOf(port),
        _ when text.Count(letter => letter == ':') == 5 => ulong.Parse(text.Replace(":", "", StringComparison.Ordinal), NumberStyles.HexNumber, CultureInfo.InvariantCulture),
        _ => throw new FormatException($"neither a port nor a MAC: {text}"),
    };

    private void Add(string[] words)
    {
        string settings = string.Join(' ', words.SkipWhile(word => !word.StartsWith('{')));
        settings = settings.Length == 0 ? "{}" : settings;
        switch (words)
        {
            case ["plan", ..]:
                Plan.MergeFrom(JsonParser.Default.Parse<SwitchPlan>(settings));
                break;
            case ["rule", string key, ..]:
                RulesOf((uint)FrameText.Number(key)).Rules.Add(JsonParser.Default.Parse<Rule>(WithAddresses(settings)));
                break;
            case ["switch", ..]:
                Plan.Switches[0].MergeFrom(JsonParser.Default.Parse<PlannedSwitch>(Named(settings)));
                break;
            case ["port", string name, "uplink", ..]:
                _ports.Add(name, _plan.Uplink());
                Plan.Ports[^1].Uplink.MergeFrom(JsonParser.Default.Parse<UplinkRole>(settings));
                break;
            case ["port", string name, "vnic", ..]:
                VnicRole role = JsonParser.Default.Parse<VnicRole>(Named(settings));
                VlanSettings vlan = role.Vlan ?? Vlan.None;
                role.Vlan = null;
                _ports.Add(name, _plan.Vnic(vlan, vnic => Merge(vnic, role)));
                break;
            default:
                throw new FormatException("a port is an uplink or a vnic");
        }
    }

    private RuleSet RulesOf(uint key)
    {
        if (Plan.RuleSets.FirstOrDefault(set => set.Key == key) is not { } set)
        {
            Plan.RuleSets.Add(set = new RuleSet { Key = key });
        }

        return set;
    }

    /// <summary>The text with the bytes of IP addresses in place of @ip:address.</summary>
    private static string WithAddresses(string settings) =>
        AddressWord().Replace(settings, match => Convert.ToBase64String(IPAddress.Parse(match.Groups[1].Value).GetAddressBytes()));

    [GeneratedRegex("@ip:([0-9a-f.:]+)")]
    private static partial Regex AddressWord();

    /// <summary>Teaming that is given is the whole of it; the policy is explicit order where it is not said.</summary>
    private static void Merge(VnicRole vnic, VnicRole given)
    {
        if (given.Teaming is { } teaming)
        {
            vnic.Teaming = null;
            teaming.Policy = teaming.Policy == TeamingPolicy.Unspecified ? TeamingPolicy.ExplicitOrder : teaming.Policy;
        }

        vnic.MergeFrom(given);
    }

    /// <summary>The text with @name in place of the ids of ports.</summary>
    private string Named(string settings) =>
        _ports.OrderByDescending(pair => pair.Key.Length).Aggregate(settings, (text, pair) => text.Replace($"@{pair.Key}", Plan.Ports[pair.Value].Id, StringComparison.Ordinal));
}

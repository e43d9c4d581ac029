using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json.Nodes;
using Musubi.Cli.Output;
using Musubi.Model.Policy.Filtering;

namespace Musubi.Cli.CommandLine;

/// <summary>Options that make up a filtering rule.</summary>
internal sealed class RuleOptions
{
    private const string Not = "not ";

    private readonly Option<string> _name = Symbols.Required("--name", "The rule's name, unique in its list", "NAME");
    private readonly Option<string?> _direction = Symbols.Choice("--direction", "Of frames that come into the switch (from the VM; at uplinks from the wire), that leave it, or both (both)", "ingress", "egress", "both");
    private readonly Option<bool> _allow = new("--allow") { Description = "Let pass what meets the rule" };
    private readonly Option<bool> _drop = new("--drop") { Description = "Drop what meets the rule" };
    private readonly Option<long?> _setCos = Symbols.Number("--set-cos", "Let it pass with this priority in its tag", 0, FilterRule.MaxCos);
    private readonly Option<long?> _setDscp = Symbols.Number("--set-dscp", "Let it pass with this DSCP in its IP header", 0, FilterRule.MaxDscp);
    private readonly (FilterField Field, Option<string?> Option)[] _match = [.. FilterFields.All.Select(field => (field, Question(field)))];

    public Option<string> Name => _name;

    public IEnumerable<Symbol> All => [_name, _allow, _drop, _setCos, _setDscp, _direction, .. _match.Select(one => one.Option)];

    /// <summary>The rule as a request gives it.</summary>
    /// <exception cref="CliException">It is not said what becomes of frames that meet it, or more than one thing.</exception>
    public JsonObject Read(Invocation invocation)
    {
        JsonObject rule = new() { ["name"] = invocation.Value(_name) };
        bool marks = invocation.Value(_setCos) is not null || invocation.Value(_setDscp) is not null;
        bool[] actions = [invocation.Value(_allow), invocation.Value(_drop), marks];
        if (actions.Count(given => given) != 1)
        {
            throw new CliException(ExitCode.Usage, "one of --allow, --drop, and --set-cos with or without --set-dscp must be given");
        }

        rule["action"] = actions[0] ? "allow" : actions[1] ? "drop" : "mark";
        Add(rule, "direction", invocation.Value(_direction));
        Add(rule, "cos", invocation.Value(_setCos));
        Add(rule, "dscp", invocation.Value(_setDscp));
        JsonObject match = [];
        foreach ((FilterField field, Option<string?> option) in _match)
        {
            Add(match, field.Name, invocation.Value(option));
        }

        if (match.Count > 0)
        {
            rule["match"] = match;
        }

        return rule;
    }

    private static void Add(JsonObject target, string name, JsonNode? value)
    {
        if (value is not null)
        {
            target[name] = value;
        }
    }

    private static Option<string?> Question(FilterField field)
    {
        string name = "--" + string.Concat(field.Name.Select(c => char.IsAsciiLetterUpper(c) ? $"-{char.ToLowerInvariant(c)}" : c.ToString()));
        bool isTraffic = field.Name == "traffic";
        Option<string?> option = new(name) { Description = $"{About(field.Name)}; \"not …\" for all others", HelpName = "VALUE" };
        option.CustomParser = result => Parse(result, field, name, isTraffic);
        if (isTraffic)
        {
            option.CompletionSources.Add(TrafficWords.All);
        }
        else if (field.Name == "protocol")
        {
            option.CompletionSources.Add([.. FilterWords.Protocols.All]);
        }
        else if (field.Name == "etherType")
        {
            option.CompletionSources.Add([.. FilterWords.EtherTypes.All]);
        }

        return option;
    }

    private static string Parse(ArgumentResult result, FilterField field, string name, bool isTraffic)
    {
        string text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
        bool negated = text.StartsWith(Not, StringComparison.Ordinal);
        string value = negated ? text[Not.Length..] : text;
        value = isTraffic ? TrafficWords.ToApi(value) ?? value : value;
        if (field.With(FilterMatch.Everything, value) is null)
        {
            result.AddError(ErrorText.Line(name, text, isTraffic ? $"must be one of {string.Join(", ", TrafficWords.All)}" : field.Rule));
        }

        return negated ? Not + value : value;
    }

    private static string About(string field) => field switch
    {
        "sourceMac" => "The sender's MAC, with a prefix or mask behind it if need be",
        "destinationMac" => "The receiver's MAC, likewise",
        "etherType" => "What the frame carries: ipv4, ipv6, arp or a number (0x88cc)",
        "vlan" => "The VLAN that the frame is in, or a range; 0 for none",
        "cos" => "The priority of its tag, or a range",
        "source" => "The sender's IP address or prefix",
        "destination" => "The receiver's IP address or prefix",
        "protocol" => "What the IP packet carries: tcp, udp, icmp… or a number",
        "sourcePort" => "The sender's TCP, UDP or SCTP port, or a range (1000-2000)",
        "destinationPort" => "The receiver's port, likewise",
        "tcpFlags" => "TCP flags that are set, and with ! that are not (syn,!ack)",
        "icmpType" => "The type of an ICMP or ICMPv6 message, or a range",
        "icmpCode" => "Its code, or a range",
        "dscp" => "The DSCP of the IP header, or a range",
        _ => "What the frame is for: virtual-machine, vmotion…",
    };
}

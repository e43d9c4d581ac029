using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json.Nodes;
using Musubi.Cli.Output;
using Musubi.Model.Policy;

namespace Musubi.Cli.CommandLine;

/// <summary>Options for port policy, for switches, port groups and ports alike. What is not given stays; "inherit" takes from above again.</summary>
internal sealed class PolicyOptions
{
    private const string Inherit = "inherit";

    private static readonly string[] Acceptances = ["accept", "reject", Inherit];

    private readonly Option<string?> _vlan = new("--vlan") { Description = "none, an id from 1 to 4094, trunk:RANGES such as trunk:0,10-20, or private:ID with the primary or a secondary of a private VLAN", HelpName = "VLAN" };
    private readonly Option<string?> _promiscuous = Symbols.Choice("--promiscuous", "Whether the port may hear everything in its VLANs", Acceptances);
    private readonly Option<string?> _macChanges = Symbols.Choice("--mac-changes", "Whether the guest may take another MAC", Acceptances);
    private readonly Option<string?> _forgedTransmits = Symbols.Choice("--forged-transmits", "Whether the guest may send from a MAC not its own", Acceptances);
    private readonly GuardOptions _guards = new();
    private readonly MacLearningOptions _learning = new();
    private readonly TeamingOptions _teaming = new();
    private readonly ShapingOptions _shaping = new();
    private readonly Option<string?> _filtering = Symbols.Choice("--filtering", "Whether its filtering rules are in force; inherit gives them up", "on", "off", Inherit);
    private readonly Option<string?> _blocked = Symbols.YesNo("--blocked", "No frame in or out", Inherit);

    public PolicyOptions()
    {
        _vlan.CustomParser = ReadVlan;
        _vlan.CompletionSources.Add("none", "trunk:", "private:", Inherit);
    }

    public IEnumerable<Symbol> All =>
        [_vlan, _promiscuous, _macChanges, _forgedTransmits, .. _guards.All, .. _learning.All, .. _teaming.All, .. _shaping.All, _filtering, _blocked];

    /// <summary>The policy object of a request; null when nothing of it is given.</summary>
    public JsonObject? Read(Invocation invocation)
    {
        JsonObject policy = [];
        Add(policy, "blocked", FlagValue(invocation.Value(_blocked)));
        Add(policy, "vlan", invocation.Value(_vlan));
        Add(policy, "security", Pack(
        [
            ("promiscuous", invocation.Value(_promiscuous)),
            ("macChanges", invocation.Value(_macChanges)),
            ("forgedTransmits", invocation.Value(_forgedTransmits)),
            .. _guards.Read(invocation),
        ]));
        Add(policy, "macLearning", Pack(_learning.Read(invocation)));
        Add(policy, "teaming", Pack(_teaming.Read(invocation)));
        Add(policy, "shaping", Pack(_shaping.Read(invocation)));
        Add(policy, "filtering", invocation.Value(_filtering) switch { null => null, Inherit => Inherit, string word => new JsonObject { ["enabled"] = word == "on" } });
        return policy.Count > 0 ? policy : null;
    }

    private static JsonObject? Pack(params ReadOnlySpan<(string Name, JsonNode? Value)> fields)
    {
        JsonObject packed = [];
        foreach ((string name, JsonNode? value) in fields)
        {
            Add(packed, name, value);
        }

        return packed.Count > 0 ? packed : null;
    }

    private static void Add(JsonObject target, string name, JsonNode? value)
    {
        if (value is not null)
        {
            target[name] = value;
        }
    }

    private static JsonNode? FlagValue(string? text) => text switch
    {
        null => null,
        Inherit => Inherit,
        _ => Words.YesNo(text) ?? false,
    };

    private static string? ReadVlan(ArgumentResult result)
    {
        string text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
        string form = text.StartsWith("trunk:", StringComparison.Ordinal) || text.StartsWith("private:", StringComparison.Ordinal) ? text.Replace(':', ' ') : text;
        if (form != Inherit && !VlanText.TryParse(form, out _))
        {
            result.AddError(ErrorText.Line("--vlan", text, "must be none, an id from 1 to 4094, trunk: with ids and ranges from 0 to 4094 (trunk:0,10-20), private: with an id (private:101), or inherit"));
        }

        return form;
    }
}

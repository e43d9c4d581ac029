using System.Text.Json;
using System.Text.Json.Nodes;
using Musubi.Model.Config;
using Musubi.Model.Json;
using Musubi.Model.Policy;
using Musubi.Model.Policy.Filtering;
using Musubi.Model.Resources;

namespace Musubi.Pages.Policies;

/// <summary>A level at which policy is edited: what it would have from above, and from where. Pure.</summary>
public sealed class PolicyLevel
{
    private readonly JsonObject _above;
    private readonly EffectivePolicyResource _inherited;
    private readonly FilteringConfig _filtering;

    private PolicyLevel(string word, SwitchConfig owner, PortPolicy policy, PolicyOrigins origins, PolicyCategories permitted)
    {
        EffectivePolicyResource inherited = PolicyForm.Effective(policy, origins);
        (Word, Owner, _inherited, _filtering, Permitted) = (word, owner, inherited, policy.Filtering, permitted);
        _above = (JsonObject)JsonSerializer.SerializeToNode(inherited.Policy, ModelJson.Options)!;
    }

    /// <summary>"switch", "portGroup" or "port", as origins have it.</summary>
    public string Word { get; }

    public SwitchConfig Owner { get; }

    /// <summary>What it may give itself.</summary>
    public PolicyCategories Permitted { get; }

    /// <summary>Uplinks that stand alone, and LAGs: what teaming can name.</summary>
    public IReadOnlyList<string> Ways => [.. Owner.Uplinks.Where(uplink => Owner.LagOf(uplink) is null), .. Owner.Lags.Select(lag => lag.Name)];

    public IReadOnlyList<int> PrivateIds => [.. Owner.PrivateVlans.SelectMany(vlan => vlan.Ids)];

    public static PolicyLevel OfSwitch(SwitchConfig owner)
    {
        SwitchConfig bare = owner with { Policy = PortPolicyConfig.Inherit };
        return new PolicyLevel("switch", owner, PolicyResolver.Resolve(bare), PolicyResolver.Trace(bare), PolicyCategories.All);
    }

    public static PolicyLevel OfPortGroup(SwitchConfig owner) =>
        new("portGroup", owner, PolicyResolver.Resolve(owner), PolicyResolver.Trace(owner), PolicyCategories.All);

    public static PolicyLevel OfPort(SwitchConfig owner, PortGroupConfig group) =>
        new("port", owner, PolicyResolver.Resolve(owner, group.Policy), PolicyResolver.Trace(owner, group.Policy), group.PortOverrides);

    /// <summary>What applies where this level gives nothing; null where there is nothing.</summary>
    public JsonNode? Inherited(string path) => FormPathIn(path)?.DeepClone();

    /// <summary>The rules that apply where this level gives none: of what is inherited a page tells only how many.</summary>
    public JsonObject InheritedRules() => (JsonObject)JsonSerializer.SerializeToNode(FilteringResource.Of(_filtering), ModelJson.Options)!;

    /// <summary>From where that comes: "default", "switch" or "portGroup".</summary>
    public string OriginOf(string path)
    {
        for (string at = path; at.Length > 0; at = at.Contains('.', StringComparison.Ordinal) ? at[..at.LastIndexOf('.')] : "")
        {
            if (_inherited.Origins.TryGetValue(at, out string? origin))
            {
                return origin;
            }
        }

        return "default";
    }

    public bool Permits(PolicySetting setting) => PolicyForm.Words(Permitted).Contains(setting.Override);

    private JsonNode? FormPathIn(string path) => Forms.FormPath.Find(_above, path);
}

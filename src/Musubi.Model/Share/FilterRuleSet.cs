using System.Security.Cryptography;
using System.Text.Json;
using Musubi.Model.Json;
using Musubi.Model.Policy.Filtering;

namespace Musubi.Model.Share;

/// <summary>Rules that ports of a host refer to, once for all that have the same.</summary>
/// <param name="Id">Made of the rules: equal rules have equal ids.</param>
public sealed record FilterRuleSet(Guid Id, ValueList<FilterRule> Rules)
{
    public static FilterRuleSet Of(ValueList<FilterRule> rules) =>
        new(new Guid(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(rules, ModelJson.Options)).AsSpan(0, 16)), rules);
}

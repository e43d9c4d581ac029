using Musubi.Contracts.Fabric;
using Musubi.Model.Policy.Filtering;
using Musubi.Model.Share;

namespace Musubi.Host.Fabric;

/// <summary>Reads rules of traffic filtering and marking out of the words of the contract. Pure.</summary>
internal static class RuleReader
{
    /// <exception cref="FormatException">A field does not hold what the contract says: rules are all understood, or none of them is followed.</exception>
    public static FilterRuleSet Read(ShareRuleSet message) => new(Guid.Parse(message.Id), [.. message.Rules.Select(Read)]);

    /// <summary>Null for an empty text.</summary>
    /// <exception cref="FormatException">It is no id.</exception>
    public static Guid? ReadId(string text) => text.Length == 0 ? null : Guid.Parse(text);

    private static FilterRule Read(ShareRule message)
    {
        FilterMatch match = FilterMatch.Everything;
        foreach ((string name, string text) in message.Match)
        {
            match = FilterFields.Find(name)?.With(match, text) ?? throw Unknown($"match {name} \"{text}\"");
        }

        return new FilterRule
        {
            Name = message.Name,
            Direction = message.Direction switch
            {
                ShareRule.Types.Direction.Both => FilterDirection.Both,
                ShareRule.Types.Direction.Ingress => FilterDirection.Ingress,
                ShareRule.Types.Direction.Egress => FilterDirection.Egress,
                _ => throw Unknown("direction"),
            },
            Action = message.Action switch
            {
                ShareRule.Types.Action.Allow => FilterAction.Allow,
                ShareRule.Types.Action.Drop => FilterAction.Drop,
                ShareRule.Types.Action.Mark => FilterAction.Mark,
                _ => throw Unknown("action"),
            },
            Cos = message.HasCos ? (int)message.Cos : null,
            Dscp = message.HasDscp ? (int)message.Dscp : null,
            Match = match,
        };
    }

    private static FormatException Unknown(string field) => new($"the controller's message has a rule whose {field} this agent does not know");
}

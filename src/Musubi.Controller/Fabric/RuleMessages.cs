using Musubi.Contracts.Fabric;
using Musubi.Model.Policy.Filtering;
using Musubi.Model.Share;

namespace Musubi.Controller.Fabric;

/// <summary>Puts rules of traffic filtering and marking into the words of the contract. Pure.</summary>
internal static class RuleMessages
{
    public static ShareRuleSet From(FilterRuleSet set)
    {
        ShareRuleSet message = new() { Id = set.Id.ToString() };
        message.Rules.AddRange(set.Rules.Select(From));
        return message;
    }

    private static ShareRule From(FilterRule rule)
    {
        ShareRule message = new()
        {
            Name = rule.Name,
            Direction = rule.Direction switch
            {
                FilterDirection.Both => ShareRule.Types.Direction.Both,
                FilterDirection.Ingress => ShareRule.Types.Direction.Ingress,
                FilterDirection.Egress => ShareRule.Types.Direction.Egress,
                _ => throw new ArgumentOutOfRangeException(nameof(rule), rule.Direction, "a direction that the contract has no word for"),
            },
            Action = rule.Action switch
            {
                FilterAction.Allow => ShareRule.Types.Action.Allow,
                FilterAction.Drop => ShareRule.Types.Action.Drop,
                FilterAction.Mark => ShareRule.Types.Action.Mark,
                _ => throw new ArgumentOutOfRangeException(nameof(rule), rule.Action, "an action that the contract has no word for"),
            },
        };
        if (rule.Cos is { } cos)
        {
            message.Cos = (uint)cos;
        }

        if (rule.Dscp is { } dscp)
        {
            message.Dscp = (uint)dscp;
        }

        foreach ((string name, string text) in FilterFields.Write(rule.Match))
        {
            message.Match.Add(name, text);
        }

        return message;
    }
}

using System.Text.Json.Nodes;
using Musubi.Pages.Words;

namespace Musubi.Pages.Rules;

/// <summary>A rule of traffic filtering and marking in words. Pure.</summary>
public static class RuleText
{
    /// <summary>What it does, with what a marking rule writes.</summary>
    public static string Action(JsonObject rule, RuleTexts texts)
    {
        string action = texts.Word(rule["action"]?.ToString() ?? "");
        return $"{action}{(rule["cos"] is { } cos ? $" CoS {cos}" : "")}{(rule["dscp"] is { } dscp ? $" DSCP {dscp}" : "")}";
    }

    /// <summary>What it asks of a frame.</summary>
    public static string Match(JsonObject rule, RuleTexts texts) =>
        rule["match"] is JsonObject { Count: > 0 } match ? string.Join(", ", match.Select(pair => $"{texts.Question(pair.Key)} {pair.Value}")) : texts.Everything;
}

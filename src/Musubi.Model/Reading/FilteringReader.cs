using System.Text.Json;
using Musubi.Model.Commands;
using Musubi.Model.Policy.Filtering;

namespace Musubi.Model.Reading;

/// <summary>Reads traffic filtering and marking. What rules must be to make sense is for the editor to check.</summary>
internal static class FilteringReader
{
    private const string DirectionRule = "must be \"ingress\", \"egress\" or \"both\"";
    private const string ActionRule = "must be \"allow\", \"drop\" or \"mark\"";

    /// <param name="name">Of the field that holds it.</param>
    public static FilteringSpec Read(FieldReader parent, string name)
    {
        if (!parent.TryTake(name, out JsonElement value))
        {
            return default;
        }

        if (SettingReader.IsInherit(value))
        {
            return FilteringSpec.Inherit;
        }

        FieldReader reader = parent.Object(name)!;
        bool? enabled = reader.Flag("enabled");
        IReadOnlyList<FieldReader>? rules = reader.Objects("rules");
        FilteringSpec spec = new(
            enabled is null ? default : new Setting<bool?>(enabled),
            rules is null ? default : new Setting<ValueList<FilterRule>?>([.. rules.Select(ReadRule)]));
        reader.Finish();
        return spec;
    }

    private static FilterRule ReadRule(FieldReader reader)
    {
        reader.Ignore("hits");
        FilterRule rule = new()
        {
            Name = reader.Text("name") ?? "",
            Direction = Word(reader, "direction", DirectionRule, ("ingress", FilterDirection.Ingress), ("egress", FilterDirection.Egress), ("both", FilterDirection.Both)) ?? FilterDirection.Both,
            Action = ReadAction(reader),
            Cos = reader.Int("cos"),
            Dscp = reader.Int("dscp"),
            Match = ReadMatch(reader),
        };
        reader.Finish();
        return rule;
    }

    private static FilterAction ReadAction(FieldReader reader)
    {
        if (reader.IsObject && (!reader.TryTake("action", out JsonElement value) || value.ValueKind == JsonValueKind.Null))
        {
            reader.Wrong<string>("action", default, ActionRule);
        }

        return Word(reader, "action", ActionRule, ("allow", FilterAction.Allow), ("drop", FilterAction.Drop), ("mark", FilterAction.Mark)) ?? FilterAction.Allow;
    }

    private static FilterMatch ReadMatch(FieldReader parent)
    {
        FilterMatch match = FilterMatch.Everything;
        if (parent.Object("match") is not { } reader)
        {
            return match;
        }

        foreach (FilterField field in FilterFields.All)
        {
            if (reader.TryTake(field.Name, out JsonElement value) && value.ValueKind != JsonValueKind.Null)
            {
                string text = value.ValueKind switch { JsonValueKind.String => value.GetString()!, JsonValueKind.Number => value.GetRawText(), _ => "" };
                if (field.With(match, text) is { } more)
                {
                    match = more;
                }
                else
                {
                    reader.Wrong<string>(field.Name, value, $"{field.Rule}; \"not \" in front of it turns it round");
                }
            }
        }

        reader.Finish();
        return match;
    }

    private static T? Word<T>(FieldReader reader, string name, string rule, params (string Word, T Value)[] words)
        where T : struct
    {
        if (!reader.TryTake(name, out JsonElement value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        foreach ((string word, T known) in words)
        {
            if (value.ValueKind == JsonValueKind.String && value.ValueEquals(word))
            {
                return known;
            }
        }

        reader.Wrong<string>(name, value, rule);
        return null;
    }
}

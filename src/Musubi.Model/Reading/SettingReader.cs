using System.Text.Json;
using Musubi.Model.Commands;

namespace Musubi.Model.Reading;

/// <summary>Reads fields that can also be told to inherit: by null or by the word "inherit".</summary>
internal static class SettingReader
{
    public static bool IsInherit(JsonElement value) =>
        value.ValueKind == JsonValueKind.Null || (value.ValueKind == JsonValueKind.String && value.ValueEquals("inherit"));

    public static Setting<bool?> Flag(FieldReader reader, string name)
    {
        if (!reader.TryTake(name, out JsonElement value))
        {
            return default;
        }

        return IsInherit(value) ? new Setting<bool?>(null) : reader.Flag(name) is { } flag ? new Setting<bool?>(flag) : default;
    }

    /// <summary>"accept" or true, "reject" or false.</summary>
    public static Setting<bool?> Acceptance(FieldReader reader, string name)
    {
        if (!reader.TryTake(name, out JsonElement value))
        {
            return default;
        }

        if (IsInherit(value))
        {
            return new Setting<bool?>(null);
        }

        if (value.ValueKind == JsonValueKind.True || (value.ValueKind == JsonValueKind.String && value.ValueEquals("accept")))
        {
            return new Setting<bool?>(true);
        }

        if (value.ValueKind == JsonValueKind.False || (value.ValueKind == JsonValueKind.String && value.ValueEquals("reject")))
        {
            return new Setting<bool?>(false);
        }

        reader.Wrong<string>(name, value, "must be \"accept\", \"reject\" or \"inherit\"");
        return default;
    }

    /// <summary>A whole number; its bounds are for the editor to check.</summary>
    public static Setting<int?> Int(FieldReader reader, string name)
    {
        if (!reader.TryTake(name, out JsonElement value))
        {
            return default;
        }

        return IsInherit(value) ? new Setting<int?>(null) : reader.Int(name) is { } number ? new Setting<int?>(number) : default;
    }

    public static Setting<ValueList<string>?> Texts(FieldReader reader, string name)
    {
        if (!reader.TryTake(name, out JsonElement value))
        {
            return default;
        }

        return IsInherit(value)
            ? new Setting<ValueList<string>?>(null)
            : reader.Texts(name) is { } texts ? new Setting<ValueList<string>?>(texts) : default;
    }
}

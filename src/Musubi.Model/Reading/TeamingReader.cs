using System.Text.Json;
using Musubi.Model.Commands;
using Musubi.Model.Policy;

namespace Musubi.Model.Reading;

/// <summary>Reads the teaming of a policy object.</summary>
internal static class TeamingReader
{
    public static PolicySpec Read(FieldReader parent, PolicySpec spec)
    {
        if (!parent.TryTake("teaming", out JsonElement value))
        {
            return spec;
        }

        if (SettingReader.IsInherit(value))
        {
            return spec with
            {
                TeamingPolicy = new Setting<TeamingPolicy?>(null),
                Active = new Setting<ValueList<string>?>(null),
                Standby = new Setting<ValueList<string>?>(null),
                Failback = new Setting<bool?>(null),
                NotifySwitches = new Setting<bool?>(null),
                FailureDetection = new Setting<FailureDetection?>(null),
                FailbackDelayMilliseconds = new Setting<int?>(null),
            };
        }

        FieldReader reader = parent.Object("teaming")!;
        spec = spec with
        {
            TeamingPolicy = Word(reader, "policy", TeamingPolicyWords.Parse, TeamingPolicyWords.Rule),
            Active = SettingReader.Texts(reader, "active"),
            Standby = SettingReader.Texts(reader, "standby"),
            Failback = SettingReader.Flag(reader, "failback"),
            NotifySwitches = SettingReader.Flag(reader, "notifySwitches"),
            FailureDetection = Word(reader, "failureDetection", FailureDetectionWords.Parse, FailureDetectionWords.Rule),
            FailbackDelayMilliseconds = SettingReader.Int(reader, "failbackDelayMilliseconds"),
        };
        reader.Finish();
        return spec;
    }

    private static Setting<T?> Word<T>(FieldReader reader, string name, Func<string?, T?> parse, string rule)
        where T : struct
    {
        if (!reader.TryTake(name, out JsonElement value))
        {
            return default;
        }

        if (SettingReader.IsInherit(value))
        {
            return new Setting<T?>(null);
        }

        if (parse(value.ValueKind == JsonValueKind.String ? value.GetString() : null) is { } known)
        {
            return new Setting<T?>(known);
        }

        reader.Wrong<string>(name, value, rule);
        return default;
    }
}

using System.Text.Json;
using Musubi.Model.Commands;
using Musubi.Model.Policy;

namespace Musubi.Model.Reading;

/// <summary>Reads the MAC learning of a policy object.</summary>
internal static class MacLearningReader
{
    public static PolicySpec Read(FieldReader parent, PolicySpec spec)
    {
        if (!parent.TryTake("macLearning", out JsonElement value))
        {
            return spec;
        }

        if (SettingReader.IsInherit(value))
        {
            return spec with
            {
                MacLearning = new Setting<bool?>(null),
                MacLimit = new Setting<int?>(null),
                MacLimitPolicy = new Setting<MacLimitPolicy?>(null),
                MacFlooding = new Setting<bool?>(null),
                MacAgeingSeconds = new Setting<int?>(null),
            };
        }

        FieldReader reader = parent.Object("macLearning")!;
        spec = spec with
        {
            MacLearning = SettingReader.Flag(reader, "enabled"),
            MacLimit = SettingReader.Int(reader, "limit"),
            MacLimitPolicy = ReadLimitPolicy(reader),
            MacFlooding = SettingReader.Flag(reader, "flooding"),
            MacAgeingSeconds = SettingReader.Int(reader, "ageingSeconds"),
        };
        reader.Finish();
        return spec;
    }

    private static Setting<MacLimitPolicy?> ReadLimitPolicy(FieldReader reader)
    {
        if (!reader.TryTake("limitPolicy", out JsonElement value))
        {
            return default;
        }

        if (SettingReader.IsInherit(value))
        {
            return new Setting<MacLimitPolicy?>(null);
        }

        switch (value.ValueKind == JsonValueKind.String ? value.GetString() : null)
        {
            case "drop":
                return new Setting<MacLimitPolicy?>(MacLimitPolicy.Drop);
            case "allow":
                return new Setting<MacLimitPolicy?>(MacLimitPolicy.Allow);
            default:
                reader.Wrong<string>("limitPolicy", value, "must be \"drop\", \"allow\" or \"inherit\"");
                return default;
        }
    }
}

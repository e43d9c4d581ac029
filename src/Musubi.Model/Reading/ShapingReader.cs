using System.Text.Json;
using Musubi.Model.Commands;
using Musubi.Model.Policy;

namespace Musubi.Model.Reading;

/// <summary>Reads the traffic shaping of a policy object.</summary>
internal static class ShapingReader
{
    public static PolicySpec Read(FieldReader parent, PolicySpec spec)
    {
        if (!parent.TryTake("shaping", out JsonElement value))
        {
            return spec;
        }

        if (SettingReader.IsInherit(value))
        {
            return spec with { IngressShaping = new Setting<ShapingLimit?>(null), EgressShaping = new Setting<ShapingLimit?>(null) };
        }

        FieldReader reader = parent.Object("shaping")!;
        spec = spec with { IngressShaping = ReadLimit(reader, "ingress"), EgressShaping = ReadLimit(reader, "egress") };
        reader.Finish();
        return spec;
    }

    /// <summary>Bounds are for the editor to check.</summary>
    private static Setting<ShapingLimit?> ReadLimit(FieldReader parent, string name)
    {
        if (!parent.TryTake(name, out JsonElement value))
        {
            return default;
        }

        if (SettingReader.IsInherit(value))
        {
            return new Setting<ShapingLimit?>(null);
        }

        FieldReader reader = parent.Object(name)!;
        bool? enabled = reader.Flag("enabled");
        long? average = reader.Number("averageBitsPerSecond", 0, long.MaxValue);
        long? peak = reader.Number("peakBitsPerSecond", 0, long.MaxValue);
        long? burst = reader.Number("burstBytes", 0, long.MaxValue);
        reader.Finish();
        return new Setting<ShapingLimit?>(enabled ?? average is not null ? ShapingLimit.Of(average ?? 0, peak, burst) : ShapingLimit.Off);
    }
}

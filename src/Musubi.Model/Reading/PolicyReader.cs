using System.Text.Json;
using Musubi.Model.Commands;
using Musubi.Model.Policy;

namespace Musubi.Model.Reading;

/// <summary>Reads a policy object. What is absent stays; null or "inherit" inherits again, a whole category or one field of it.</summary>
internal static class PolicyReader
{
    public static PolicySpec Read(FieldReader parent)
    {
        if (parent.Object("policy") is not { } reader)
        {
            return PolicySpec.Keep;
        }

        PolicySpec spec = new() { Blocked = SettingReader.Flag(reader, "blocked"), Vlan = ReadVlan(reader), Filtering = FilteringReader.Read(reader, "filtering") };
        spec = ShapingReader.Read(reader, TeamingReader.Read(reader, MacLearningReader.Read(reader, ReadSecurity(reader, spec))));
        reader.Finish();
        return spec;
    }

    private static PolicySpec ReadSecurity(FieldReader parent, PolicySpec spec)
    {
        if (!parent.TryTake("security", out JsonElement value))
        {
            return spec;
        }

        if (SettingReader.IsInherit(value))
        {
            Setting<bool?> inherit = new(null);
            return spec with { Promiscuous = inherit, MacChanges = inherit, ForgedTransmits = inherit, Guards = GuardSpec.Inherit };
        }

        FieldReader reader = parent.Object("security")!;
        spec = spec with
        {
            Promiscuous = SettingReader.Acceptance(reader, "promiscuous"),
            MacChanges = SettingReader.Acceptance(reader, "macChanges"),
            ForgedTransmits = SettingReader.Acceptance(reader, "forgedTransmits"),
            Guards = GuardReader.Read(reader),
        };
        reader.Finish();
        return spec;
    }

    private static Setting<VlanConfig?> ReadVlan(FieldReader reader)
    {
        if (!reader.TryTake("vlan", out JsonElement value))
        {
            return default;
        }

        if (SettingReader.IsInherit(value))
        {
            return new Setting<VlanConfig?>(null);
        }

        string text = value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Number => value.GetRawText(),
            _ => "",
        };
        if (VlanText.TryParse(text, out VlanConfig? vlan))
        {
            return new Setting<VlanConfig?>(vlan);
        }

        reader.Wrong<string>("vlan", value, VlanText.Rule);
        return default;
    }
}

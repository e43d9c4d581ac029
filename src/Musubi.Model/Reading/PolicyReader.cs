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

        PolicySpec spec = new() { Blocked = SettingReader.Flag(reader, "blocked"), Vlan = ReadVlan(reader) };
        spec = ShapingReader.Read(reader, ReadTeaming(reader, MacLearningReader.Read(reader, ReadSecurity(reader, spec))));
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
            return spec with { Promiscuous = inherit, MacChanges = inherit, ForgedTransmits = inherit };
        }

        FieldReader reader = parent.Object("security")!;
        spec = spec with
        {
            Promiscuous = SettingReader.Acceptance(reader, "promiscuous"),
            MacChanges = SettingReader.Acceptance(reader, "macChanges"),
            ForgedTransmits = SettingReader.Acceptance(reader, "forgedTransmits"),
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

    private static PolicySpec ReadTeaming(FieldReader parent, PolicySpec spec)
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
            };
        }

        FieldReader reader = parent.Object("teaming")!;
        spec = spec with
        {
            TeamingPolicy = ReadTeamingPolicy(reader),
            Active = SettingReader.Texts(reader, "active"),
            Standby = SettingReader.Texts(reader, "standby"),
            Failback = SettingReader.Flag(reader, "failback"),
            NotifySwitches = SettingReader.Flag(reader, "notifySwitches"),
        };
        reader.Finish();
        return spec;
    }

    private static Setting<TeamingPolicy?> ReadTeamingPolicy(FieldReader reader)
    {
        if (!reader.TryTake("policy", out JsonElement value))
        {
            return default;
        }

        if (SettingReader.IsInherit(value))
        {
            return new Setting<TeamingPolicy?>(null);
        }

        if (TeamingPolicyWords.Parse(value.ValueKind == JsonValueKind.String ? value.GetString() : null) is { } policy)
        {
            return new Setting<TeamingPolicy?>(policy);
        }

        reader.Wrong<string>("policy", value, TeamingPolicyWords.Rule);
        return default;
    }
}

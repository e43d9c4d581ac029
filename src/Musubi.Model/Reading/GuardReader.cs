using System.Text.Json;
using Musubi.Model.Commands;
using Musubi.Model.Policy;

namespace Musubi.Model.Reading;

/// <summary>Reads the guards of a policy's security object.</summary>
internal static class GuardReader
{
    /// <param name="security">At the security object; whoever gives it finishes it.</param>
    public static GuardSpec Read(FieldReader security) => new()
    {
        BpduFilter = SettingReader.Flag(security, "bpduFilter"),
        DhcpGuard = SettingReader.Flag(security, "dhcpGuard"),
        RaGuard = SettingReader.Flag(security, "raGuard"),
        SpoofGuard = ReadSpoofGuard(security),
    };

    private static Setting<SpoofGuard?> ReadSpoofGuard(FieldReader security)
    {
        if (!security.TryTake("spoofGuard", out JsonElement value))
        {
            return default;
        }

        if (SettingReader.IsInherit(value))
        {
            return new Setting<SpoofGuard?>(null);
        }

        if (SpoofGuardWords.Parse(value.ValueKind == JsonValueKind.String ? value.GetString() : null) is { } guard)
        {
            return new Setting<SpoofGuard?>(guard);
        }

        security.Wrong<string>("spoofGuard", value, $"must be {string.Join(", ", SpoofGuardWords.All.Select(word => $"\"{word}\""))} or \"inherit\"");
        return default;
    }
}

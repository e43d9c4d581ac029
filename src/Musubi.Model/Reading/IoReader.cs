using System.Text.Json;
using Musubi.Model.Commands;
using Musubi.Model.Policy;
using Musubi.Model.Validation;

namespace Musubi.Model.Reading;

/// <summary>Reads what belongs to I/O control. Bounds are for the editor to check.</summary>
internal static class IoReader
{
    private const string None = "none";

    /// <summary>The member "ioControl" of a switch.</summary>
    public static IoControlSpec? ReadControl(FieldReader parent)
    {
        if (parent.Object("ioControl") is not { } reader)
        {
            return null;
        }

        bool? enabled = reader.Flag("enabled");
        List<IoTrafficSpec> traffic = [];
        if (reader.Object("trafficTypes") is { } types)
        {
            foreach (TrafficType type in TrafficTypeWords.All)
            {
                if (types.Object(TrafficTypeWords.Word(type)) is { } one)
                {
                    traffic.Add(new IoTrafficSpec(type, ReadSettings(one)));
                }
            }

            types.Finish();
        }

        reader.Finish();
        return new IoControlSpec { Enabled = enabled, Traffic = [.. traffic] };
    }

    /// <summary>The member "networkResourcePools" of a switch.</summary>
    public static ValueList<IoPool>? ReadPools(FieldReader parent)
    {
        if (parent.Objects("networkResourcePools") is not { } readers)
        {
            return null;
        }

        List<IoPool> pools = [];
        foreach (FieldReader reader in readers)
        {
            reader.Ignore("reservedBitsPerSecond");
            pools.Add(new IoPool(reader.Text("name") ?? "", reader.Number("quotaBitsPerSecond", 0, Limits.MaxCapacity * Limits.MaxUplinks) ?? 0, ReadShares(reader), ReadLimit(reader).Value));
            reader.Finish();
        }

        return [.. pools];
    }

    /// <summary>The member "networkResourcePool" of a port group: a name, or "none".</summary>
    public static Setting<string?> ReadPool(FieldReader parent) =>
        parent.Text("networkResourcePool") is not { } name ? default : new Setting<string?>(name.Length == 0 || name == None ? null : name);

    /// <summary>The member "ioAllocation" of a vNIC.</summary>
    public static IoSettings? ReadAllocation(FieldReader parent) => parent.Object("ioAllocation") is { } reader ? ReadSettings(reader) : null;

    private static IoSettings ReadSettings(FieldReader reader)
    {
        IoSettings settings = new()
        {
            Shares = ReadShares(reader),
            ReservationBitsPerSecond = reader.Number("reservationBitsPerSecond", 0, long.MaxValue),
            LimitBitsPerSecond = ReadLimit(reader),
        };
        reader.Finish();
        return settings;
    }

    private static int? ReadShares(FieldReader reader)
    {
        if (!reader.TryTake("shares", out JsonElement value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        int? shares = value.ValueKind == JsonValueKind.String ? IoShares.Parse(value.GetString()) : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) ? number : null;
        if (shares is not { } given || given is < IoShares.Least or > IoShares.Most)
        {
            reader.Wrong<string>("shares", value, IoShares.Rule);
            return null;
        }

        return given;
    }

    /// <summary>A rate, or "none".</summary>
    private static Setting<long?> ReadLimit(FieldReader reader)
    {
        const string Name = "limitBitsPerSecond";
        if (!reader.TryTake(Name, out JsonElement value) || value.ValueKind == JsonValueKind.Null)
        {
            return default;
        }

        if (value.ValueKind == JsonValueKind.String && value.ValueEquals(None))
        {
            return new Setting<long?>(null);
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long rate) && rate >= 0)
        {
            return new Setting<long?>(rate);
        }

        reader.Wrong<string>(Name, value, "must be a whole number from 0, or \"none\"");
        return default;
    }
}

using System.Globalization;
using System.Text;
using Musubi.Model.Services;

namespace Musubi.Model.Inventory;

/// <summary>Makes the events that tell of an edit: one for each object that people know. Pure; any thread.</summary>
public static class EventComposer
{
    /// <summary>Events of one edit; what is more is summed up in one last event.</summary>
    public const int MaxEvents = 200;

    private const int MaxMessage = 500;

    /// <param name="result">An edit that succeeded.</param>
    /// <param name="caller">Who asked.</param>
    /// <param name="time">When it was stored.</param>
    public static ValueList<EventRecord> Compose(EditResult result, Caller caller, DateTimeOffset time)
    {
        ValueList<ObjectDifference> differences = DifferenceFinder.Between(result);
        List<EventRecord> events = [.. differences.Take(MaxEvents).Select(d => Make(result, caller, time, ReasonOf(d), d.Object, d.Host, MessageOf(d)))];
        if (differences.Count > MaxEvents)
        {
            string message = string.Create(CultureInfo.InvariantCulture, $"and {differences.Count - MaxEvents} more objects");
            events.Add(Make(result, caller, time, "inventory.changed", "inventory", "", message));
        }

        return [.. events];
    }

    private static EventRecord Make(
        EditResult result, Caller caller, DateTimeOffset time, string reason, string name, string host, string message) => new()
        {
            Time = time,
            Revision = result.Snapshot.Revision,
            Reason = reason,
            Object = name,
            Host = host,
            Caller = caller.Name,
            Message = message,
        };

    private static string ReasonOf(ObjectDifference difference) => (difference.Subject, difference.Action) switch
    {
        ("vnic", "created") => "vnic.connected",
        ("vnic", "deleted") => "vnic.disconnected",
        ("vnic", _) when difference.Fields.Any(f => f.Field == "host") => "vnic.moved",
        ("vnic", _) when difference.Fields.FirstOrDefault(f => f.Field == "migratingTo") is { } migration => migration.After is null ? "vnic.stays" : "vnic.migrating",
        ("host", "created") => "host.joined",
        ("host", "deleted") => "host.removed",
        (string subject, string action) => $"{subject}.{action}",
    };

    private static string MessageOf(ObjectDifference difference)
    {
        StringBuilder message = new(difference.Action);
        foreach (Difference field in difference.Fields)
        {
            if (field.Field.Length == 0)
            {
                continue;
            }

            message.Append(message.Length == difference.Action.Length ? ": " : "; ").Append(field.Field).Append(' ')
                .Append(field.Before is null ? field.After : $"{field.Before} → {field.After ?? WithoutValue(field)}");
            if (message.Length > MaxMessage)
            {
                return message.ToString(0, MaxMessage - 1) + "…";
            }
        }

        return message.ToString();
    }

    private static string WithoutValue(Difference field) => field.Field.StartsWith("policy.", StringComparison.Ordinal) ? "(inherited)" : "(none)";
}

using Musubi.Model;
using Musubi.Model.Inventory;
using Musubi.Model.Services;

namespace Musubi.Controller.Inventory;

/// <summary>The events of one commit, bounded: a large apply must not push everything else out of the log. Pure.</summary>
internal static class CommitEvents
{
    /// <summary>Events of one commit; what is more is summed up in one.</summary>
    public const int AtMost = 200;

    public static IReadOnlyList<EventRecord> Of(EditResult result, Caller caller, DateTimeOffset now)
    {
        ValueList<EventRecord> all = EventComposer.Compose(result, caller, now);
        if (all.Count <= AtMost)
        {
            return [.. all];
        }

        EventRecord rest = new()
        {
            Time = now,
            Revision = result.Snapshot.Revision,
            Reason = "inventory.changed",
            Object = "inventory",
            Caller = caller.Name,
            Message = $"changed: {all.Count - AtMost} more objects",
        };
        return [.. all.Take(AtMost), rest];
    }
}

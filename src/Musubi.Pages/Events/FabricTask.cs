using Musubi.Model.Services;

namespace Musubi.Pages.Events;

/// <summary>A change of the fabric as work for its hosts.</summary>
/// <param name="Revision">That it made.</param>
/// <param name="Time">When.</param>
/// <param name="Caller">Who asked.</param>
/// <param name="Objects">What it changed, by kind and name.</param>
public sealed record FabricTask(long Revision, DateTimeOffset Time, string Caller, IReadOnlyList<string> Objects)
{
    /// <summary>The newest changes, newest first: events of one revision are one task.</summary>
    /// <param name="events">In any order.</param>
    /// <param name="most">So many at most.</param>
    public static IReadOnlyList<FabricTask> Of(IEnumerable<EventRecord> events, int most) =>
    [
        .. events.Where(record => record.Revision > 0 && !IsReport(record)).GroupBy(record => record.Revision).OrderByDescending(group => group.Key).Take(most)
            .Select(group => new FabricTask(group.Key, group.Max(record => record.Time), group.First().Caller, [.. group.OrderBy(record => record.Sequence).Select(record => record.Object).Distinct()])),
    ];

    /// <summary>What a host tells of itself is a revision too, and nobody's task.</summary>
    private static bool IsReport(EventRecord record) => record.Caller.StartsWith("host ", StringComparison.Ordinal);
}

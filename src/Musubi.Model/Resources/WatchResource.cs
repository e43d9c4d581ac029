namespace Musubi.Model.Resources;

/// <summary>One message of a watch (its SSE "data"; the SSE event is "change" or "resync", the SSE id is the revision).</summary>
/// <param name="Revision">The revision that these changes made.</param>
/// <param name="Changes">Empty for "resync": then list anew.</param>
public sealed record WatchResource(long Revision, ValueList<WatchChangeResource> Changes);

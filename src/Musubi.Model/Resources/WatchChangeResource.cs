namespace Musubi.Model.Resources;

/// <summary>One object that changed.</summary>
/// <param name="Kind">"host", "switch", "portGroup" or "port".</param>
/// <param name="Id">Its id.</param>
/// <param name="Action">"created", "changed" or "deleted".</param>
/// <param name="Resource">The object as it is now, like its own route gives it; null when deleted.</param>
public sealed record WatchChangeResource(string Kind, Guid Id, string Action, object? Resource);

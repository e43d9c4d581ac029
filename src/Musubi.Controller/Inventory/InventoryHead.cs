namespace Musubi.Controller.Inventory;

/// <summary>The value of the head key.</summary>
/// <param name="Fabric">The fabric's id, made at the first start.</param>
/// <param name="Revision">The inventory's revision.</param>
/// <param name="LastEvent">Sequence of the newest event.</param>
/// <param name="FirstEvent">Sequence of the oldest event kept; higher than the last when there are none.</param>
/// <param name="Commit">Chosen by the committer: by it one whose answer was lost finds out whether the commit was made.</param>
internal sealed record InventoryHead(Guid Fabric, long Revision, long LastEvent, long FirstEvent, Guid Commit);

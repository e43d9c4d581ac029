using Musubi.Model.Config;

namespace Musubi.Model.Inventory;

/// <summary>One object as it was and as it is. A created object has no <paramref name="Before"/>, a deleted one no <paramref name="After"/>.</summary>
public sealed record ObjectChange(ObjectKind Kind, Guid Id, IInventoryObject? Before, IInventoryObject? After);

namespace Musubi.Model.Config;

/// <summary>What every configured object has: an identity that never changes, and the revision that last changed it.</summary>
public interface IInventoryObject
{
    Guid Id { get; }

    /// <summary>The revision of the inventory that last changed this object.</summary>
    long Revision { get; }
}

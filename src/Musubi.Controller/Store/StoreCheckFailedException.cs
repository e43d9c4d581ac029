namespace Musubi.Controller.Store;

/// <summary>What a change rested on beside the inventory, such as an unused token, is no longer so. Nothing was written.</summary>
public sealed class StoreCheckFailedException() : StoreException("what the change rested on was changed meanwhile; nothing was written");

namespace Musubi.Controller.Store;

/// <summary>A transaction breaks a bound of <see cref="StoreLimits"/>. Nothing was written.</summary>
public sealed class StoreLimitException(string message) : StoreException(message);

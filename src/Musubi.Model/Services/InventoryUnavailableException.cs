namespace Musubi.Model.Services;

/// <summary>The inventory cannot be changed or read just now, such as when its disk is full. Nothing was changed. (HTTP 503.)</summary>
public sealed class InventoryUnavailableException : Exception
{
    public InventoryUnavailableException()
    {
    }

    public InventoryUnavailableException(string message)
        : base(message)
    {
    }

    public InventoryUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

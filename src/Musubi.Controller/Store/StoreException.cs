namespace Musubi.Controller.Store;

/// <summary>The store could not do what was asked; the message is fit for a user.</summary>
public abstract class StoreException : Exception
{
    protected StoreException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}

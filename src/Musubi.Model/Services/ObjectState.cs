namespace Musubi.Model.Services;

/// <summary>Whether what is wanted runs.</summary>
public enum ObjectState
{
    Pending,
    Done,
    Error,
}

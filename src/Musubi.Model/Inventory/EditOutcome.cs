namespace Musubi.Model.Inventory;

/// <summary>How a command ended. Anything but <see cref="Done"/> has changed nothing.</summary>
public enum EditOutcome
{
    Done,

    /// <summary>The request breaks rules (HTTP 400).</summary>
    Invalid,

    /// <summary>The object to be changed does not exist (HTTP 404).</summary>
    NotFound,

    /// <summary>The inventory stands in the way: a stale revision, an object in use, a duplicate (HTTP 409).</summary>
    Conflict,

    /// <summary>Well formed, but a host is not entitled or lacks what is needed, or this process does not do it (HTTP 422).</summary>
    Refused,
}

namespace Musubi.Controller.Fabric;

/// <summary>Why a host may not join.</summary>
internal enum JoinRefusal
{
    None,

    /// <summary>Too many requests; later.</summary>
    Busy,

    /// <summary>The token is not good.</summary>
    Token,

    /// <summary>The request breaks rules.</summary>
    Invalid,

    /// <summary>The host's id or name is taken.</summary>
    Conflict,

    /// <summary>The store cannot be written just now.</summary>
    Unavailable,
}

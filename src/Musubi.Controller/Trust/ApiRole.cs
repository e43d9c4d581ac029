namespace Musubi.Controller.Trust;

/// <summary>What the holder of an API token may do.</summary>
internal enum ApiRole
{
    /// <summary>Reads everything but tokens, changes nothing.</summary>
    ReadOnly,

    Admin,
}

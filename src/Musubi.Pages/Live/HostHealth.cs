namespace Musubi.Pages.Live;

/// <summary>How a host fares, in one word.</summary>
public enum HostHealth
{
    /// <summary>Runs the newest revision that concerns it.</summary>
    InSync,

    /// <summary>On its way to it.</summary>
    Pending,

    /// <summary>Something of it does not work there.</summary>
    Error,

    /// <summary>Its agent cannot be reached; its VMs go on communicating.</summary>
    Unreachable,
}

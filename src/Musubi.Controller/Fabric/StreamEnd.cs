namespace Musubi.Controller.Fabric;

/// <summary>Why the controller ends a host's stream.</summary>
internal enum StreamEnd
{
    /// <summary>The host broke the contract.</summary>
    BadMessage,

    /// <summary>It is not who it says, or not of this fabric.</summary>
    NotPermitted,

    /// <summary>A newer stream of the same host took over.</summary>
    Replaced,

    /// <summary>It said or took nothing for too long.</summary>
    TooSlow,
}

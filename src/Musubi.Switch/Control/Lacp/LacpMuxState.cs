namespace Musubi.Switch.Control.Lacp;

/// <summary>The mux machine with independent control (802.1AX-2014, 6.4.15); each state does all that those before it do.</summary>
public enum LacpMuxState
{
    Detached,

    /// <summary>For others that would join at the same time, or for a better place.</summary>
    Waiting,

    /// <summary>Ours, and told so. Frames that come are taken from now on: a partner with coupled control sends them as soon as it hears of it.</summary>
    Attached,

    /// <summary>The partner's, too.</summary>
    Collecting,

    /// <summary>Frames leave by it.</summary>
    Distributing,
}

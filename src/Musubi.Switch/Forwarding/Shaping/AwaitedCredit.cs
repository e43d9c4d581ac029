namespace Musubi.Switch.Forwarding.Shaping;

/// <summary>
/// With what a guest begins that migrates to this host: with no more than it had where it comes from, so that it gains no burst by moving.
/// Control thread only.
/// </summary>
public sealed class AwaitedCredit
{
    private PortCredit? _told;
    private PortCredit? _awaited;

    /// <summary>With what it began here, another object each time; null of a guest that did not come from elsewhere.</summary>
    public PortCredit? Start { get; private set; }

    /// <summary>Something was told that is not in force yet.</summary>
    public bool IsAwaited => _awaited is not null;

    /// <param name="told">By the plan; null when it awaits nobody. Only what is news counts, also when the guest is here already: what it had last is the truest.</param>
    public void Hear(PortCredit? told)
    {
        if (told is not null && told != _told)
        {
            (_told, _awaited) = (told, told);
        }
    }

    /// <summary>The guest is here.</summary>
    public void Begin()
    {
        if (_awaited is { } awaited)
        {
            (Start, _awaited) = (awaited with { }, null);
        }
    }
}

namespace Musubi.Switch.Forwarding.Guarding;

/// <summary>
/// What a port's guards need that outlives plans: the addresses that its guest may use, which change without a new plan, and how much of
/// what was told of it still waits to be heard. The control thread writes, the port's worker reads, except as said.
/// </summary>
/// <param name="mostWaiting">Frames of one kind that may wait for the control thread: however much a port sends, others are heard.</param>
public sealed class PortGuard(int mostWaiting)
{
    private KnownAddresses _known = KnownAddresses.None;

    /// <summary>Any thread; read once for a batch.</summary>
    public KnownAddresses Known
    {
        get => Volatile.Read(ref _known);
        internal set => Volatile.Write(ref _known, value);
    }

    /// <summary>For frames of DHCP.</summary>
    internal SnoopGate Leases { get; } = new(mostWaiting);

    /// <summary>For frames of ARP and neighbour discovery.</summary>
    internal SnoopGate Neighbours { get; } = new(mostWaiting);

    /// <summary>Frames that were not told because too many waited. Any thread.</summary>
    public long Untold => Leases.Untold + Neighbours.Untold;
}

namespace Musubi.Switch.Forwarding.Shaping;

/// <summary>
/// What a port may send and be sent at the moment. It outlives the way in which the port is reached, so that a guest that has its
/// connection made anew has no more than before. Used by the worker that owns the port.
/// </summary>
public sealed class PortShapers
{
    private PortRates _applied = PortRates.Unlimited;

    /// <summary>What the guest sends.</summary>
    internal Shaper Ingress;

    /// <summary>What the guest is sent.</summary>
    internal Shaper Egress;

    /// <summary>From now on by these rates.</summary>
    internal void Apply(PortRates rates, long now, long frequency)
    {
        if (rates.Ingress != _applied.Ingress || rates.Egress != _applied.Egress)
        {
            Ingress.Set(rates.Ingress, now, frequency);
            Egress.Set(rates.Egress, now, frequency);
        }

        if (rates.Start is { } start && !ReferenceEquals(start, _applied.Start))
        {
            Ingress.Cap(start.Ingress, now);
            Egress.Cap(start.Egress, now);
        }

        _applied = rates;
    }

    /// <summary>What the guest has at a time. Any thread.</summary>
    public PortCredit Read(long now) => new(Ingress.SavedAt(now), Egress.SavedAt(now));
}

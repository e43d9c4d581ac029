namespace Musubi.Switch.Forwarding.Shaping;

/// <summary>What a port's traffic is shaped to.</summary>
/// <param name="Ingress">What the VM sends into the switch; null passes everything.</param>
/// <param name="Egress">What the switch sends to the VM; null passes everything.</param>
public sealed record PortRates(RateLimit? Ingress, RateLimit? Egress)
{
    public static PortRates Unlimited { get; } = new(null, null);
}

namespace Musubi.Switch.Forwarding.Shaping;

/// <summary>What a port's traffic is shaped to.</summary>
/// <param name="Ingress">What the VM sends into the switch; null passes everything.</param>
/// <param name="Egress">What the switch sends to the VM; null passes everything.</param>
/// <param name="Start">With what a guest begins at most that came from another host, from when this is first in force: once for each object. Null for others.</param>
/// <param name="IsBlocked">What is held for the VM is dropped, not sent: a port that is blocked is so at once, however slow it is.</param>
public sealed record PortRates(RateLimit? Ingress, RateLimit? Egress, PortCredit? Start = null, bool IsBlocked = false)
{
    public static PortRates Unlimited { get; } = new(null, null);

    public bool IsLimited => (Ingress ?? Egress) is not null;
}

namespace Musubi.Switch.Forwarding.Shaping;

/// <summary>What a guest saved up of its bursts, in bytes.</summary>
/// <param name="Ingress">What it may send at once.</param>
/// <param name="Egress">What it may be sent at once.</param>
public sealed record PortCredit(long Ingress, long Egress);

using Musubi.Contracts.Plan;

namespace Musubi.Switch.Forwarding.Shaping;

/// <summary>Reads rates from a plan that was found valid.</summary>
public static class ShapingRates
{
    public static PortRates Of(PlannedPort port) => port.Vnic is { Shaping: { } shaping } && (shaping.Ingress ?? shaping.Egress) is not null
        ? new PortRates(Of(shaping.Ingress), Of(shaping.Egress), IsBlocked: port.Vnic.Blocked)
        : PortRates.Unlimited with { IsBlocked = port.Vnic is { Blocked: true } };

    /// <summary>With what a guest is to begin that is awaited; null for others.</summary>
    public static PortCredit? AwaitedOf(PlannedPort port) => port.Vnic is { Mute: true }
        ? new PortCredit((long)(port.Vnic.Shaping?.Awaited?.IngressBytes ?? 0), (long)(port.Vnic.Shaping?.Awaited?.EgressBytes ?? 0))
        : null;

    private static RateLimit? Of(ShapingLimit? limit) =>
        limit is null ? null : new RateLimit((long)limit.AverageBitsPerSecond, (long)limit.PeakBitsPerSecond, (long)limit.BurstBytes);
}

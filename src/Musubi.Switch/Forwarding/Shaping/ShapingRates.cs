using Musubi.Contracts.Plan;

namespace Musubi.Switch.Forwarding.Shaping;

/// <summary>Reads rates from a plan that was found valid.</summary>
public static class ShapingRates
{
    public static PortRates Of(PlannedPort port) => port.Vnic is { Shaping: { } shaping } && (shaping.Ingress ?? shaping.Egress) is not null
        ? new PortRates(Of(shaping.Ingress), Of(shaping.Egress))
        : PortRates.Unlimited;

    private static RateLimit? Of(ShapingLimit? limit) =>
        limit is null ? null : new RateLimit((long)limit.AverageBitsPerSecond, (long)limit.PeakBitsPerSecond, (long)limit.BurstBytes);
}

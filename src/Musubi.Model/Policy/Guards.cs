namespace Musubi.Model.Policy;

/// <summary>What is kept back of what a guest sends, with nothing left to inherit.</summary>
public sealed record Guards
{
    public static Guards Off { get; } = new();

    public bool BpduFilter { get; init; }

    public bool DhcpGuard { get; init; }

    public bool RaGuard { get; init; }

    public SpoofGuard SpoofGuard { get; init; }
}

using Musubi.Switch.Tests.Forwarding.Testbed;

namespace Musubi.Switch.Tests.Forwarding.Property;

/// <summary>Frames that arrive at one port at once: any number, so that they straddle batches.</summary>
public sealed record Burst(int Source, IReadOnlyList<TestFrame> Frames) : Step
{
    public override string ToString() => $"port {Source} receives {string.Join("; ", Frames)}";
}

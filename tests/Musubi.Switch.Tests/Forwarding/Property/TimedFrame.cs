using Musubi.Switch.Tests.Forwarding.Testbed;

namespace Musubi.Switch.Tests.Forwarding.Property;

/// <summary>A frame for an uplink: the port in the plan whose it is, and when it was offered or left.</summary>
public sealed record TimedFrame(int Source, SentFrame Frame, long At)
{
    public override string ToString() => $"{Frame} of port {Source} at {At}";
}

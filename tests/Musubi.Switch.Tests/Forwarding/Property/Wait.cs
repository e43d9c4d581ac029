namespace Musubi.Switch.Tests.Forwarding.Property;

/// <summary>Time passes.</summary>
public sealed record Wait(int Seconds) : Step;

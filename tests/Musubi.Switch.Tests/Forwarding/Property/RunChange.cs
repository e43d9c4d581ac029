namespace Musubi.Switch.Tests.Forwarding.Property;

/// <summary>A port gets or loses its descriptor.</summary>
public sealed record RunChange(int Port, bool Running) : Step;

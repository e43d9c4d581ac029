namespace Musubi.Switch.Tests.Forwarding.Property;

/// <summary>An uplink gets or loses its link.</summary>
public sealed record LinkChange(int Port, bool Up) : Step;

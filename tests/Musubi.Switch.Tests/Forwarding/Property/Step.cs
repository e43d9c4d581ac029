namespace Musubi.Switch.Tests.Forwarding.Property;

/// <summary>One thing that happens to a switch.</summary>
public abstract record Step;

namespace Musubi.Model.Capabilities;

/// <summary>A capability that a host must have.</summary>
/// <param name="Capability">One of <see cref="Capabilities.Capability"/>.</param>
/// <param name="Reason">What needs it, such as "a VLAN trunk".</param>
public sealed record Requirement(string Capability, string Reason);

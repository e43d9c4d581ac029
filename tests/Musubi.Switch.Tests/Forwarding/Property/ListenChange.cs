using Musubi.Switch.Forwarding.Punting;

namespace Musubi.Switch.Tests.Forwarding.Property;

/// <summary>The switch itself begins or ends to take frames of some protocols from an uplink.</summary>
public sealed record ListenChange(int Port, PuntKinds Kinds) : Step;

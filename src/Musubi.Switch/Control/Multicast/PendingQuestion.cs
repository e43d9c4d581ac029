namespace Musubi.Switch.Control.Multicast;

/// <summary>A query for all groups that waits to be sent to a port.</summary>
/// <param name="Port">Which.</param>
/// <param name="IsIpv6">One IP version; null for both.</param>
/// <param name="ResponseMilliseconds">How long the answer may take.</param>
/// <param name="Tells">The port's uplink has changed: what it listens to is told there first.</param>
internal readonly record struct PendingQuestion(ZonePort Port, bool? IsIpv6, int ResponseMilliseconds, bool Tells);

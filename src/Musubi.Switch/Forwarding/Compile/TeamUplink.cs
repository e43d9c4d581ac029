namespace Musubi.Switch.Forwarding.Compile;

/// <summary>An uplink in a team.</summary>
/// <param name="Index">Of its port in the plan.</param>
/// <param name="Bit">Its own among the uplinks of its switch, as in <see cref="PortRecord.Team"/>.</param>
public readonly record struct TeamUplink(int Index, uint Bit);

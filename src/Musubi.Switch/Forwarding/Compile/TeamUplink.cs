namespace Musubi.Switch.Forwarding.Compile;

/// <summary>An uplink or a LAG in a team.</summary>
/// <param name="Index">Of its port in the plan; of a LAG beyond those.</param>
/// <param name="Bit">Its own among the uplinks of its switch, as in <see cref="PortRecord.Team"/>.</param>
/// <param name="IsLag">It is a LAG.</param>
public readonly record struct TeamUplink(int Index, uint Bit, bool IsLag = false);

namespace Musubi.Switch.Control.Multicast;

/// <summary>What a port is to be asked about a group, because somebody behind it seems to have left.</summary>
/// <param name="OfGroup">Whether anybody still listens to the group.</param>
/// <param name="Sources">Whether anybody still listens to these of its sources; empty for none.</param>
internal sealed record GroupQuestion(bool OfGroup, IReadOnlyList<UInt128> Sources);

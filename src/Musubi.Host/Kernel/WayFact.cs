using Musubi.Model;

namespace Musubi.Host.Kernel;

/// <summary>By what packets between two addresses leave this host now.</summary>
/// <param name="Interface">Its name.</param>
/// <param name="Nics">Ids of the NICs that it is or stands on: those of a bridge or a bond, the one below a VLAN interface. None for an interface that a switch made.</param>
public sealed record WayFact(string Interface, ValueList<string> Nics);

using Musubi.Model;

namespace Musubi.Host.State;

/// <summary>By what this host's connection to its controller runs, from the facts of a live one.</summary>
/// <param name="Interface">Its packets leave by this one.</param>
/// <param name="Local">This host's address.</param>
/// <param name="Remote">The controller's address.</param>
/// <param name="Nics">Ids of the NICs that the interface is or stands on; none for one that a switch made.</param>
public sealed record ControllerWay(string Interface, string Local, string Remote, ValueList<string> Nics);

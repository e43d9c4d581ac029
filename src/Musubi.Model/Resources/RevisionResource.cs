using Musubi.Model.Services;

namespace Musubi.Model.Resources;

/// <summary>Where a revision runs.</summary>
/// <param name="Revision">The one asked for.</param>
/// <param name="Done">Every host runs it without an error.</param>
/// <param name="Hosts">Ordered by name.</param>
public sealed record RevisionResource(long Revision, bool Done, ValueList<HostRevisionStatus> Hosts);

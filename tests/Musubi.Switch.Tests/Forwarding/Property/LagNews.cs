using Musubi.Switch.Forwarding.Compile;

namespace Musubi.Switch.Tests.Forwarding.Property;

/// <summary>LACP says something of a member of a LAG, or nothing any more.</summary>
public sealed record LagNews(int Port, LagInput? Said) : Step;

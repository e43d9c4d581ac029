using System.Net;

namespace Musubi.Host.Agent.Messages;

/// <summary>The addresses between which a connection runs.</summary>
public sealed record ConnectionEnds(IPAddress Local, IPAddress Remote);

using Musubi.Io.Vhost;
using Musubi.Switch.Runtime;

namespace Musubi.Switch.Control.Vhost;

/// <summary>Something that a front end did and that concerns more than its own connection.</summary>
/// <param name="Slot">The port's.</param>
/// <param name="Port">What the slot held then: news of a port that was replaced since are old.</param>
/// <param name="Kind">What it was.</param>
/// <param name="Reason">Why a front end went, in words.</param>
public sealed record VhostNews(PortSlot Slot, VhostPort Port, VhostNewsKind Kind, string Reason = "");

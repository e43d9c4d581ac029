using Musubi.Switch.Forwarding;

namespace Musubi.Switch.Tests.Forwarding.Property;

/// <summary>What a run of the property found.</summary>
/// <param name="Failure">The smallest scenario found on which pipeline and model differ, and how; null when they agree.</param>
/// <param name="Frames">Frames that arrived.</param>
/// <param name="Deliveries">Frames that were handed to a way out.</param>
/// <param name="Drops">By reason, how often the model dropped for it.</param>
public sealed record PropertyReport(string? Failure, long Frames, long Deliveries, IReadOnlyDictionary<DropReason, long> Drops);

using Musubi.Switch.Runtime;

namespace Musubi.Switch.Control;

/// <summary>What putting a snapshot in force changed for ports that were there before and after.</summary>
/// <param name="Serial">Ask the worker pool for it.</param>
/// <param name="Moved">vNICs whose uplink is another one now, with the uplink that they had.</param>
/// <param name="NewMacs">vNICs whose effective MAC is another one now.</param>
public sealed record PlanOutcome(long Serial, IReadOnlyList<(PortSlot Slot, string? From)> Moved, IReadOnlyList<PortSlot> NewMacs);

using Musubi.Io.Ports;

namespace Musubi.Switch.Runtime;

/// <summary>Something that a worker met at a port and only the control thread can act on.</summary>
/// <param name="Slot">Number of the port's slot.</param>
/// <param name="Faulted">The port that stopped working; null when the notice is about a MAC. Compared with what the slot holds
/// now: a port that was replaced meanwhile is not blamed.</param>
/// <param name="Mac">The source address that the guest took, in the lower 48 bits.</param>
public readonly record struct PortNotice(int Slot, FramePort? Faulted, ulong Mac);

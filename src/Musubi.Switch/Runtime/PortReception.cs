using Musubi.Io.Ports;

namespace Musubi.Switch.Runtime;

/// <summary>Who receives from a port, under which slot number.</summary>
public readonly record struct PortReception(int Worker, int Slot, FramePort Port);

namespace Musubi.Io.Tests.Ports;

public sealed class TapDeviceSidePortTests() : PortBehaviour(PortBed.TapDeviceSide());

namespace Musubi.Io.Tests.Ports;

public sealed class TapDeviceSidePortTests() : InterfacePortBehaviour(PortBed.TapDeviceSide());

namespace Musubi.Io.Tests.Ports;

public sealed class TapNetdevSidePortTests() : InterfacePortBehaviour(PortBed.TapNetdevSide());

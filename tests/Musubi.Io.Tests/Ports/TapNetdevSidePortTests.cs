namespace Musubi.Io.Tests.Ports;

public sealed class TapNetdevSidePortTests() : PortBehaviour(PortBed.TapNetdevSide());

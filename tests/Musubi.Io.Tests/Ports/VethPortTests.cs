namespace Musubi.Io.Tests.Ports;

public sealed class VethPortTests() : PortBehaviour(PortBed.Veth());

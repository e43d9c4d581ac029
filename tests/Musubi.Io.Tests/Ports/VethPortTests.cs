namespace Musubi.Io.Tests.Ports;

public sealed class VethPortTests() : InterfacePortBehaviour(PortBed.Veth());

namespace Musubi.Io.Tests.Ports;

public sealed class VethWithShortHeaderPortTests() : InterfacePortBehaviour(PortBed.VethWithShortHeader());

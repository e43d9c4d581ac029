namespace Musubi.Io.Tests.Ports;

public sealed class VethWithShortHeaderPortTests() : PortBehaviour(PortBed.VethWithShortHeader());

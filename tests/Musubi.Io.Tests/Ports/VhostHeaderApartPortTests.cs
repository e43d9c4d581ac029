using Musubi.Io.Virtio.Driver;

namespace Musubi.Io.Tests.Ports;

public sealed class VhostHeaderApartPortTests() : PortBehaviour(PortBed.Vhost(new DriverShape { HeaderApart = true, QueueSize = 512, ReceiveBuffers = 256 }));

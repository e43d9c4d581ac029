using Musubi.Io.Virtio.Driver;

namespace Musubi.Io.Tests.Ports;

public sealed class VhostMergeablePortTests() : PortBehaviour(PortBed.Vhost(new DriverShape { ReceiveBuffers = 256 }));

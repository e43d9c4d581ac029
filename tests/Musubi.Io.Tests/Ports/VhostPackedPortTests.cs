using Musubi.Io.Virtio;
using Musubi.Io.Virtio.Driver;

namespace Musubi.Io.Tests.Ports;

public sealed class VhostPackedPortTests() : PortBehaviour(PortBed.Vhost(new DriverShape { Features = new DriverShape().Features | VirtioFeatures.PackedRing, ReceiveBuffers = 256 }));

using Musubi.Io.Virtio;
using Musubi.Io.Virtio.Driver;

namespace Musubi.Io.Tests.Ports;

public sealed class VhostWholeFramePortTests() : PortBehaviour(PortBed.Vhost(new DriverShape { Features = new DriverShape().Features & ~VirtioFeatures.MergeableReceive, ReceiveBuffers = 256, ReceiveBytes = 66_000 }));

using Musubi.Io.Virtio;
using Musubi.Io.Virtio.Driver;

namespace Musubi.Io.Tests.Ports;

public sealed class VhostPackedPlainPortTests() : PortBehaviour(PortBed.Vhost(new DriverShape { Features = (new DriverShape().Features | VirtioFeatures.PackedRing) & ~(VirtioFeatures.MergeableReceive | VirtioFeatures.EventIndex), QueueSize = 500, ReceiveBuffers = 256, ReceiveBytes = 66_000, HeaderApart = true }));

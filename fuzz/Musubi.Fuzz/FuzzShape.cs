using Musubi.Io.Virtio;
using Musubi.Io.Virtio.Driver;

namespace Musubi.Fuzz;

/// <summary>What guest and port are like in one case.</summary>
internal sealed record FuzzShape(DriverShape Driver, bool Unsealed, int QueuePairs)
{
    public static FuzzShape Of(int bits)
    {
        VirtioFeatures features = new DriverShape().Features;
        bool whole = (bits & 2) != 0;
        features = (bits & 1) != 0 ? features | VirtioFeatures.PackedRing : features;
        features = whole ? features & ~VirtioFeatures.MergeableReceive : features;
        features = (bits & 4) != 0 ? features & ~VirtioFeatures.EventIndex : features;
        features = (bits & 33) == 32 ? features & ~VirtioFeatures.Version1 : features;
        DriverShape driver = new()
        {
            Features = features,
            QueueSize = 16,
            SendBuffers = 8,
            SendBytes = 2_048,
            ReceiveBuffers = 8,
            ReceiveBytes = whole ? 2_048 : 256,
        };
        return new FuzzShape(driver, (bits & 8) != 0, (bits & 16) != 0 ? 2 : 1);
    }
}

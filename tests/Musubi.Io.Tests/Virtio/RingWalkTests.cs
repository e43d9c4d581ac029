using Musubi.Io.Virtio;
using Musubi.Io.Virtio.Driver;

namespace Musubi.Io.Tests.Virtio;

public sealed class RingWalkTests
{
    private const int Seeds = 25;
    private const int Steps = 600;
    private const VirtioFeatures Legacy = VirtioFeatures.MergeableReceive | VirtioFeatures.Version1 | VirtioFeatures.EventIndex | VirtioFeatures.IndirectDescriptors;

    public static TheoryData<VirtioFeatures, VirtioFeatures> Kinds => new()
    {
        { VirtioFeatures.None, VirtioFeatures.None },
        { VirtioFeatures.InOrder, VirtioFeatures.EventIndex },
        { VirtioFeatures.None, VirtioFeatures.MergeableReceive },
        { VirtioFeatures.None, Legacy },
        { VirtioFeatures.PackedRing, VirtioFeatures.None },
        { VirtioFeatures.PackedRing | VirtioFeatures.InOrder, VirtioFeatures.EventIndex },
        { VirtioFeatures.PackedRing, VirtioFeatures.MergeableReceive },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Whatever_both_sides_do_each_frame_arrives_once_and_in_order(VirtioFeatures with, VirtioFeatures without)
    {
        for (int seed = 1; seed <= Seeds; seed++)
        {
            using RingWalk walk = new(new DriverShape { Features = (new DriverShape().Features | with) & ~without }, seed);
            try
            {
                walk.Run(Steps);
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"seed {seed}", failure);
            }
        }
    }
}

using Musubi.Io.Tests.Vhost;
using Musubi.Io.Virtio;
using Musubi.Io.Virtio.Driver;

namespace Musubi.Io.Tests.Virtio;

/// <summary>What a front end may say of a queue, and what is refused before any worker sees it.</summary>
public sealed class QueueSetupTests : IDisposable
{
    private readonly VhostBed _bed = new(RawSplitRing.Shape());

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(3)]
    [InlineData(96)]
    [InlineData(65_536)]
    public void A_split_queue_is_a_power_of_two_up_to_32768(int size) =>
        Assert.Contains("power of two", Refusal(setup => setup with { Size = size }), StringComparison.Ordinal);

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(32_769)]
    public void A_packed_queue_has_any_size_up_to_32768(int size) =>
        Assert.Contains("1..32768", Refusal(setup => Packed(setup) with { Size = size }), StringComparison.Ordinal);

    [Fact]
    public void A_packed_queue_does_not_resume_behind_its_end() =>
        Assert.Contains("below its size", Refusal(setup => Packed(setup) with { Base = RawSplitRing.Size }), StringComparison.Ordinal);

    [Theory]
    [InlineData(0, "descriptor table")]
    [InlineData(1, "available ring")]
    [InlineData(2, "used ring")]
    public void A_ring_that_ends_behind_memory_is_refused_by_name(int part, string name)
    {
        // The last byte that is aligned for all three: none of them fits from there on.
        ulong edge = DriverMemory.UserBase + (ulong)_bed.Memory.Bytes - 16;
        Assert.Contains(name, Refusal(setup => Move(setup, part, edge)), StringComparison.Ordinal);
        Assert.Contains(name, Refusal(setup => Move(setup, part, ulong.MaxValue - 15)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 8)]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    public void A_ring_that_is_not_aligned_is_refused(int part, ulong off) =>
        Assert.Contains("aligned", Refusal(setup => Move(setup, part, DriverMemory.UserBase + 4096 + off)), StringComparison.Ordinal);

    [Fact]
    public void The_two_bytes_of_event_suppression_behind_a_ring_count_as_its_part()
    {
        // 4 + 8 entries of 2 bytes would just fit; the event index behind them does not.
        ulong edge = DriverMemory.UserBase + (ulong)_bed.Memory.Bytes - 20;
        Assert.Contains("available ring", Refusal(setup => Move(setup, 1, edge)), StringComparison.Ordinal);
        Assert.NotNull(VirtQueue.Open(Move(Setup(), 1, edge - 2)));
    }

    public void Dispose() => _bed.Dispose();

    private static QueueSetup Packed(QueueSetup setup) => setup with { Features = setup.Features | VirtioFeatures.PackedRing, Base = 0x8000 };

    private static QueueSetup Move(QueueSetup setup, int part, ulong address) => part switch
    {
        0 => setup with { Descriptors = address },
        1 => setup with { Available = address },
        _ => setup with { Used = address },
    };

    private QueueSetup Setup() => _bed.SetupOf(_bed.Driver.ToDevice);

    private string Refusal(Func<QueueSetup, QueueSetup> change) => Assert.Throws<ArgumentException>(() => VirtQueue.Open(change(Setup()))).Message;
}

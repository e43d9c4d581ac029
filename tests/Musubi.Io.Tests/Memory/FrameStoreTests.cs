using Musubi.Io.Memory;
using Musubi.Io.Ports;
using Musubi.Io.Virtio;

namespace Musubi.Io.Tests.Memory;

public sealed class FrameStoreTests : IDisposable
{
    private readonly FrameStore _store = new();
    private readonly FrameArena _arena = new(1);

    [Theory]
    [InlineData(14, 46, 0)]
    [InlineData(18, 238, 0)]
    [InlineData(14, 243, 1)]
    [InlineData(FrameHeader.Length, 1400, 1)]
    [InlineData(14, 9000, 2)]
    [InlineData(14, 65_535, 3)]
    public void A_frame_comes_out_as_it_went_in(int header, int payload, int size)
    {
        TransmitFrame frame = Frame(header, payload, 5);
        Assert.Equal(size, FrameStore.SizeFor(in frame));
        int slot = _store.TryAdd(in frame, size);
        Assert.Equal(size, _store.SizeOf(slot));
        // The memory that it was copied from is free at once.
        _arena.Buffer(0).Clear();

        TransmitFrame read = default;
        _store.Read(slot, ref read);

        Assert.Equal((header, payload, 77, frame.Offload), (read.HeaderLength, read.Payload.Length, read.Origin, read.Offload));
        Assert.False(((ReadOnlySpan<byte>)read.Header)[..header].ContainsAnyExcept((byte)5));
        Assert.False(read.Payload.Span.ContainsAnyExcept((byte)5));
    }

    [Fact]
    public void Slots_are_given_back_in_any_order_and_there_are_no_more_than_there_are()
    {
        TransmitFrame frame = Frame(14, 46, 1);
        int[] slots = [.. Enumerable.Range(0, FrameStore.CountOf(0)).Select(_ => _store.TryAdd(in frame, 0))];
        Assert.Equal(slots.Length, slots.Distinct().Count());
        Assert.DoesNotContain(FrameStore.None, slots);
        Assert.Equal((FrameStore.None, 0, false), (_store.TryAdd(in frame, 0), _store.FreeOf(0), _store.HasPlenty(0)));

        _store.Remove(slots[7]);
        _store.Remove(slots[3]);

        Assert.Equal(2, _store.FreeOf(0));
        Assert.Equal([slots[3], slots[7]], new[] { _store.TryAdd(in frame, 0), _store.TryAdd(in frame, 0) }.Order());
    }

    [Fact]
    public void What_does_not_fit_is_not_taken()
    {
        TransmitFrame frame = Frame(14, 300, 1);
        Assert.Equal(FrameStore.None, _store.TryAdd(in frame, 0));
        frame.HeaderLength = 70_000;
        Assert.Equal(FrameStore.Sizes, FrameStore.SizeFor(in frame));
        Assert.Equal(FrameStore.CountOf(0), _store.FreeOf(0));
    }

    public void Dispose()
    {
        _store.Dispose();
        _arena.Dispose();
    }

    private TransmitFrame Frame(int header, int payload, byte fill)
    {
        _arena.Buffer(0).Fill(fill);
        TransmitFrame frame = new() { HeaderLength = header, Origin = 77, Payload = _arena.Slice(0, 0, payload) };
        frame.Offload.Set(VirtioNetHeader.NeedsChecksum, VirtioNetHeader.GsoTcp4, 54, 1448, 34, 16);
        ((Span<byte>)frame.Header).Fill(fill);
        return frame;
    }
}

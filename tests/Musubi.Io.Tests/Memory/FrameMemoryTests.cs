using Musubi.Io.Memory;

namespace Musubi.Io.Tests.Memory;

public sealed class FrameMemoryTests : IDisposable
{
    private readonly FrameArena _arena = new(2);

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1025)]
    public void An_arena_has_1_to_1024_buffers(int buffers) => Assert.Throws<ArgumentOutOfRangeException>(() => new FrameArena(buffers));

    [Theory]
    [InlineData(-1)]
    [InlineData(2)]
    public void A_buffer_that_is_not_there_is_refused(int buffer)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _arena.Buffer(buffer).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => _arena.Slice(buffer, 0, 1));
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, -1)]
    [InlineData(0, FrameArena.BufferBytes + 1)]
    [InlineData(FrameArena.BufferBytes, 1)]
    [InlineData(int.MaxValue, int.MaxValue)]
    public void A_slice_stays_within_its_buffer(int start, int length) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => _arena.Slice(0, start, length));

    [Fact]
    public void A_slice_shows_the_bytes_of_its_buffer()
    {
        _arena.Buffer(1)[100] = 7;
        FrameSlice slice = _arena.Slice(1, 99, FrameArena.BufferBytes - 99);
        Assert.Equal(7, slice.Span[1]);
        Assert.Equal(7, slice.Slice(1).Span[0]);
        Assert.Equal(0, slice.Slice(slice.Length).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => slice.Slice(slice.Length + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => slice.Slice(-1));
    }

    [Fact]
    public void A_new_arena_holds_nothing_of_what_was_there_before() => Assert.Equal(-1, _arena.Buffer(0).IndexOfAnyExcept((byte)0));

    [Fact]
    public void A_buffer_holds_the_longest_offload_frame_with_header_and_two_tags() =>
        Assert.True(FrameArena.FrameBytes >= 65_535 + 14 + 8);

    public void Dispose() => _arena.Dispose();
}

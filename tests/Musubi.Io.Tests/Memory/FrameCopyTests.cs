using Musubi.Io.Memory;

namespace Musubi.Io.Tests.Memory;

public sealed class FrameCopyTests
{
    private const byte Untouched = 0xee;
    private const int Room = 9_300;

    [Fact]
    public void Every_length_is_copied_to_any_alignment_and_nothing_beside_it()
    {
        using FrameArena arena = new(2);
        Span<byte> source = arena.Buffer(0)[5..Room];
        Span<byte> target = arena.Buffer(1)[..Room];
        new Random(1).NextBytes(source);
        foreach (int length in Enumerable.Range(0, 300).Concat([498, 512, 1_486, 1_500, 4_095, 4_096, 4_097, 9_000]))
        {
            for (int start = 64; start < 64 + 33; start += length < 300 ? 1 : 11)
            {
                target.Fill(Untouched);
                FrameCopy.Copy(arena.Address(1) + start, arena.Address(0) + 5, length);
                Assert.True(target.Slice(start, length).SequenceEqual(source[..length]), $"{length} bytes to {start}: not the same");
                Assert.True(target[..start].IndexOfAnyExcept(Untouched) < 0, $"{length} bytes to {start}: written before");
                Assert.True(target[(start + length)..].IndexOfAnyExcept(Untouched) < 0, $"{length} bytes to {start}: written behind");
            }
        }
    }
}

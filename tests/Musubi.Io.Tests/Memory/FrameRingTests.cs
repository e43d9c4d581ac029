using Musubi.Io.Memory;
using Musubi.Io.Ports;

namespace Musubi.Io.Tests.Memory;

public sealed class FrameRingTests : IDisposable
{
    private readonly FrameRing _ring = new();
    private readonly FrameArena _arena = new(1);
    private readonly long[] _numbers = new long[FrameRing.MostAtOnce];
    private readonly TransmitFrame[] _frames = new TransmitFrame[FrameRing.MostAtOnce];

    [Fact]
    public void Frames_come_out_as_they_went_in_and_in_order()
    {
        Assert.True(_ring.TryWrite(7, Frame(1, 100)));
        Assert.True(_ring.TryWrite(8, Frame(2, 0)));
        _ring.Publish();
        Assert.Equal(2, _ring.Peek(_numbers, _frames));
        Assert.Equal([7, 8], _numbers[..2]);
        Assert.Equal(Enumerable.Repeat((byte)1, 100), _frames[0].Payload.Span.ToArray());
        Assert.Equal((14, 1, 1448), (_frames[0].HeaderLength, ((ReadOnlySpan<byte>)_frames[0].Header)[5], _frames[0].Offload.GsoSize));
        Assert.Equal(0, _frames[1].Payload.Length);
    }

    [Theory]
    [InlineData(33)]
    [InlineData(FrameHeader.Length)]
    public void Long_headers_come_out_as_they_went_in(int bytes)
    {
        TransmitFrame frame = Frame(9, 70);
        frame.HeaderLength = bytes;
        ((Span<byte>)frame.Header)[..bytes].Fill(9);
        Assert.True(_ring.TryWrite(1, in frame));
        Assert.True(_ring.TryWrite(2, Frame(2, 10)));
        _ring.Publish();
        Assert.Equal(2, _ring.Peek(_numbers, _frames));
        Assert.Equal(bytes, _frames[0].HeaderLength);
        Assert.False(((ReadOnlySpan<byte>)_frames[0].Header)[..bytes].ContainsAnyExcept((byte)9));
        Assert.Equal(Enumerable.Repeat((byte)9, 70), _frames[0].Payload.Span.ToArray());
        Assert.Equal(Enumerable.Repeat((byte)2, 10), _frames[1].Payload.Span.ToArray());
    }

    [Fact]
    public void A_header_that_cannot_be_is_left_to_the_way_out()
    {
        TransmitFrame frame = Frame(9, 70);
        frame.HeaderLength = FrameHeader.Length + 1;
        Assert.True(_ring.TryWrite(1, in frame));
        _ring.Publish();
        Assert.Equal(1, _ring.Peek(_numbers, _frames));
        Assert.Equal((FrameHeader.Length + 1, 70), (_frames[0].HeaderLength, _frames[0].Payload.Length));
    }

    [Fact]
    public void Who_sent_a_frame_is_told_behind_the_ring()
    {
        TransmitFrame frame = Frame(9, 70);
        frame.Origin = 4097;
        Assert.True(_ring.TryWrite(1, in frame));
        Assert.True(_ring.TryWrite(1, Frame(1, 1)));
        _ring.Publish();
        Assert.Equal(2, _ring.Peek(_numbers, _frames));
        Assert.Equal([4097, 0], _frames[..2].Select(one => one.Origin));
    }

    [Fact]
    public void What_was_written_is_unseen_until_it_is_published()
    {
        Assert.True(_ring.TryWrite(1, Frame(1, 10)));
        Assert.False(_ring.HasFrames);
        Assert.Equal(0, _ring.Peek(_numbers, _frames));
        _ring.Publish();
        Assert.True(_ring.HasFrames);
    }

    [Fact]
    public void Frames_that_were_not_released_are_lent_again()
    {
        for (int i = 0; i < 3; i++)
        {
            Assert.True(_ring.TryWrite(i, Frame((byte)i, 10)));
        }

        _ring.Publish();
        _ring.Peek(_numbers, _frames);
        _ring.Release(1);
        Assert.Equal(2, _ring.Peek(_numbers, _frames));
        Assert.Equal(1, _numbers[0]);
    }

    [Fact]
    public void A_full_ring_refuses_and_takes_again_when_there_is_room()
    {
        int written = 0;
        while (_ring.TryWrite(written, Frame(1, 60_000)))
        {
            written++;
        }

        _ring.Publish();
        Assert.InRange(written, 10, FrameRing.Bytes / 60_000);
        Assert.Equal(written, _ring.Peek(_numbers, _frames));
        Assert.False(_ring.TryWrite(0, Frame(1, 60_000)));
        _ring.Release(2);
        Assert.True(_ring.TryWrite(0, Frame(1, 60_000)));
    }

    [Fact]
    public void Any_mix_of_sizes_crosses_the_end_of_the_memory_whole()
    {
        Random random = new(20_261_123);
        Queue<(int Number, int Length)> expected = new();
        for (int round = 0; round < 2_000; round++)
        {
            for (int i = random.Next(8); i > 0; i--)
            {
                int length = random.Next(3) == 0 ? random.Next(65_000) : random.Next(1_500);
                int number = random.Next(1_000);
                if (_ring.TryWrite(number, Frame((byte)number, length)))
                {
                    expected.Enqueue((number, length));
                }
            }

            _ring.Publish();
            int count = Math.Min(_ring.Peek(_numbers, _frames), random.Next(10));
            for (int i = 0; i < count; i++)
            {
                Assert.Equal(expected.Dequeue(), ((int)_numbers[i], _frames[i].Payload.Length));
                Assert.False(_frames[i].Payload.Span.ContainsAnyExcept((byte)_numbers[i]));
            }

            _ring.Release(count);
        }
    }

    [Fact]
    public void A_reader_on_another_thread_gets_every_frame_once_and_whole()
    {
        const int Frames = 200_000;
        string? fault = null;
        Thread reader = new(ReadAll);
        reader.Start();
        for (int i = 0; i < Frames; i++)
        {
            while (!_ring.TryWrite(i, Frame((byte)i, i % 700)))
            {
                Thread.Yield();
            }

            _ring.Publish();
        }

        reader.Join();
        Assert.Null(fault);

        void ReadAll()
        {
            int next = 0;
            while (next < Frames && fault is null)
            {
                int count = _ring.Peek(_numbers, _frames);
                for (int i = 0; i < count; i++, next++)
                {
                    if (_numbers[i] != next || _frames[i].Payload.Length != next % 700 || _frames[i].Payload.Span.ContainsAnyExcept((byte)next))
                    {
                        fault = $"frame {next} came as {_numbers[i]} with {_frames[i].Payload.Length} bytes";
                    }
                }

                _ring.Release(count);
                if (count == 0)
                {
                    Thread.Yield();
                }
            }
        }
    }

    public void Dispose()
    {
        _ring.Dispose();
        _arena.Dispose();
    }

    private TransmitFrame Frame(byte fill, int payload)
    {
        _arena.Buffer(0)[..payload].Fill(fill);
        TransmitFrame frame = new() { HeaderLength = 14, Payload = _arena.Slice(0, 0, payload) };
        ((Span<byte>)frame.Header)[5] = fill;
        frame.Offload.GsoSize = 1448;
        return frame;
    }
}

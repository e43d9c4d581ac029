using Musubi.Io.Memory;
using Musubi.Io.Ports;
using Musubi.Io.Vhost;
using Musubi.Io.Virtio;
using Musubi.Io.Virtio.Driver;

namespace Musubi.Io.Tests.Virtio;

/// <summary>
/// A guest and its device do things in random order, and each frame must come out as it went in, in order, once. Whoever
/// sleeps is woken, and nobody is woken who asked not to be. The device may be replaced at any time by one that resumes.
/// </summary>
internal sealed class RingWalk : IDisposable
{
    private readonly DriverShape _shape;
    private readonly Random _random;
    private readonly DriverMemory _memory = new(4 << 20);
    private readonly GuestRegion _region;
    private readonly FrameArena _receiving = new(16);
    private readonly FrameArena _sending = new(8);
    private readonly ReceivedFrame[] _frames = new ReceivedFrame[16];
    private readonly GuestFrames _fromGuest;
    private readonly GuestFrames _toGuest;
    private readonly WalkSide _outward;
    private readonly WalkSide _inward;
    private readonly Queue<byte[]> _sent = new();
    private readonly Queue<SentBatch> _delivered = new();

    public RingWalk(DriverShape shape, int seed)
    {
        _random = new Random(seed);
        bool packed = shape.Features.HasFlag(VirtioFeatures.PackedRing);
        _shape = shape with { QueueSize = packed ? _random.Next(8, 70) : 8 << _random.Next(4) };
        _region = GuestRegion.Map(_memory.Descriptor, DriverMemory.GuestBase, (ulong)_memory.Bytes, DriverMemory.UserBase, 0, allowUnsealed: false);
        _fromGuest = new GuestFrames(_memory, _shape, shape.HeaderBytes, _random);
        _toGuest = new GuestFrames(_memory, _shape, shape.HeaderBytes, _random);
        _outward = new WalkSide(_fromGuest.Queue, _shape, _region);
        _inward = new WalkSide(_toGuest.Queue, _shape, _region);
    }

    private bool IsMergeable => _shape.Features.HasFlag(VirtioFeatures.MergeableReceive);

    public void Run(int steps)
    {
        for (int i = 0; i < steps; i++)
        {
            Step();
        }

        // All that is on its way arrives when both go on.
        for (int i = 0; i < 200 && (_sent.Count > 0 || _delivered.Count > 0); i++)
        {
            DeviceReceives();
            GuestTakes();
        }

        Assert.Empty(_sent);
        Assert.Empty(_delivered);
    }

    public void Dispose()
    {
        _outward.Dispose();
        _inward.Dispose();
        _region.Dispose();
        _memory.Dispose();
        _receiving.Dispose();
        _sending.Dispose();
    }

    private void Step()
    {
        switch (_random.Next(11))
        {
            case 0 or 1:
                GuestSends();
                break;
            case 2 or 3:
                DeviceReceives();
                break;
            case 4 or 5:
                DeviceSends();
                break;
            case 6 or 7:
                GuestTakes();
                break;
            case 8:
                GuestPosts();
                break;
            case 9:
                Side().Sleep(_random.Next(3));
                break;
            default:
                Side().Restart(_random.Next(4) == 0);
                break;
        }
    }

    private WalkSide Side() => _random.Next(2) == 0 ? _outward : _inward;

    private void GuestSends()
    {
        for (int i = _random.Next(1, 9); i > 0; i--)
        {
            byte[] frame = Frame(1, GuestFrames.BufferBytes - _shape.HeaderBytes);
            if (_fromGuest.TrySend(frame))
            {
                _sent.Enqueue(frame);
            }
        }

        _outward.GuestPublishes();
    }

    private void DeviceReceives()
    {
        int count = _outward.Device.Receive(_frames.AsSpan(0, _random.Next(1, 17)), _receiving);
        for (int i = 0; i < count; i++)
        {
            Assert.False(_frames[i].Truncated);
            Assert.Equal(_sent.Dequeue(), _frames[i].Data.Span.ToArray());
        }

        _outward.Device.Complete();
        _outward.AssertCalled(count);
        Assert.Equal(QueueFault.None, _outward.Device.Fault);
        while (_random.Next(3) > 0 && _fromGuest.TryTake(out byte[] written))
        {
            Assert.Empty(written);
        }
    }

    private void DeviceSends()
    {
        TransmitFrame[] batch = new TransmitFrame[_random.Next(1, 9)];
        List<byte[]> frames = [];
        for (int i = 0; i < batch.Length; i++)
        {
            // Not mergeable: what does not fit one buffer is too big, which the guest's buffers here never make it.
            byte[] frame = Frame(18, IsMergeable ? 9_000 : GuestFrames.BufferBytes - _shape.HeaderBytes);
            frames.Add(frame);
            batch[i] = new TransmitFrame { HeaderLength = Math.Min(frame.Length, _random.Next(3) switch { 0 => 14, 1 => 18, _ => _random.Next(14, FrameHeader.Length + 1) }) };
            frame.AsSpan(0, batch[i].HeaderLength).CopyTo(batch[i].Header);
            frame.AsSpan(batch[i].HeaderLength).CopyTo(_sending.Buffer(i));
            batch[i].Payload = _sending.Slice(i, 0, frame.Length - batch[i].HeaderLength);
        }

        TransmitTally tally = default;
        _inward.Device.Transmit(batch, ref tally);
        _inward.Device.Notify();
        Assert.Equal(batch.Length, tally.Sent + tally.QueueFull);
        Assert.Equal(QueueFault.None, _inward.Device.Fault);
        _inward.AssertCalled(tally.Sent);
        _delivered.Enqueue(new SentBatch(frames, tally.Sent));
    }

    private void GuestTakes()
    {
        while (_toGuest.TryTake(out byte[] frame))
        {
            int buffers = _shape.HeaderBytes == 12 ? BitConverter.ToUInt16(frame, 10) : 1;
            Assert.InRange(buffers, 1, IsMergeable ? 256 : 1);
            for (int i = 1; i < buffers; i++)
            {
                // Buffers of one frame are shown together.
                Assert.True(_toGuest.TryTake(out byte[] more));
                frame = [.. frame, .. more];
            }

            while (!_delivered.Peek().TryMatch(frame.AsSpan(_shape.HeaderBytes)))
            {
                _delivered.Dequeue().AssertSpent();
            }
        }

        while (_delivered.TryPeek(out SentBatch? batch) && batch.IsSpent)
        {
            _delivered.Dequeue().AssertSpent();
        }

        GuestPosts();
    }

    private void GuestPosts()
    {
        int bytes;
        do
        {
            bytes = IsMergeable ? _random.Next(_shape.HeaderBytes, GuestFrames.BufferBytes) : GuestFrames.BufferBytes;
        }
        while (_random.Next(6) > 0 && _toGuest.TryPost(bytes));
        _inward.GuestPublishes();
    }

    private byte[] Frame(int least, int most)
    {
        byte[] frame = new byte[_random.Next(4) == 0 ? _random.Next(least, most + 1) : _random.Next(least, Math.Min(most, 100))];
        _random.NextBytes(frame);
        return frame;
    }
}

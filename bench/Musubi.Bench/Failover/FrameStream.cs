using System.Buffers.Binary;
using System.Diagnostics;
using Musubi.Io.Memory;
using Musubi.Io.Native;
using Musubi.Io.Ports;
using Musubi.Io.Virtio;

namespace Musubi.Bench.Failover;

/// <summary>Numbered frames at a steady rate from one socket to another, and which of them arrive. One thread sends and receives.</summary>
internal sealed class FrameStream : IDisposable
{
    /// <summary>Frames in a second.</summary>
    public const int Rate = 5_000;

    private const int PayloadBytes = 46;
    private const int Most = Rate * 120;
    private const ushort EtherType = 0x88b5;
    private static readonly long Interval = Stopwatch.Frequency / Rate;

    private readonly PacketPort _from;
    private readonly PacketPort _to;
    private readonly FrameArena _sending = new(1);
    private readonly FrameArena _receiving = new(64);
    private readonly TransmitFrame[] _frame = new TransmitFrame[1];
    private readonly ReceivedFrame[] _received = new ReceivedFrame[64];
    private readonly long[] _sentAt = new long[Most];
    private readonly bool[] _arrived = new bool[Most];
    private readonly Thread _thread;
    private int _sent;
    private bool _ends;

    /// <param name="from">Not taken over.</param>
    /// <param name="to">Not taken over.</param>
    public FrameStream(FileDescriptor from, FileDescriptor to, ulong source, ulong destination)
    {
        (_from, _to) = (new PacketPort(from.Duplicate()), new PacketPort(to.Duplicate()));
        _frame[0].Header.Write(destination, source, EtherType);
        _frame[0].HeaderLength = FrameHeader.Untagged;
        _frame[0].Offload = default(VirtioNetHeader);
        _sending.Buffer(0)[..PayloadBytes].Clear();
        while (_to.Receive(_received, _receiving) > 0)
        {
        }

        _thread = new Thread(Run) { IsBackground = true, Name = "frame stream" };
        _thread.Start();
    }

    /// <summary>Ends it, after what is under way has had its time to arrive.</summary>
    public StreamRecord Stop()
    {
        Volatile.Write(ref _ends, true);
        _thread.Join();
        return new StreamRecord(_sentAt[.._sent], _arrived[.._sent]);
    }

    public void Dispose()
    {
        Volatile.Write(ref _ends, true);
        _thread.Join();
        _from.Dispose();
        _to.Dispose();
        _sending.Dispose();
        _receiving.Dispose();
    }

    private void Run()
    {
        long next = Stopwatch.GetTimestamp();
        while (!Volatile.Read(ref _ends) && _sent < Most)
        {
            long now = Stopwatch.GetTimestamp();
            if (now >= next)
            {
                Send(now);
                next += Interval;
            }

            Receive();
        }

        for (long end = Stopwatch.GetTimestamp() + (Stopwatch.Frequency / 5); Stopwatch.GetTimestamp() < end;)
        {
            Receive();
        }
    }

    private void Send(long now)
    {
        BinaryPrimitives.WriteInt32BigEndian(_sending.Buffer(0), _sent);
        _frame[0].Payload = _sending.Slice(0, 0, PayloadBytes);
        TransmitTally tally = default;
        _from.Transmit(_frame, ref tally);
        _sentAt[_sent++] = now;
    }

    private void Receive()
    {
        int count = _to.Receive(_received, _receiving);
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> frame = _received[i].Data.Span;
            if (frame.Length >= FrameHeader.Untagged + sizeof(int) && BinaryPrimitives.ReadUInt16BigEndian(frame[12..]) == EtherType)
            {
                int number = BinaryPrimitives.ReadInt32BigEndian(frame[FrameHeader.Untagged..]);
                if ((uint)number < (uint)_sent)
                {
                    _arrived[number] = true;
                }
            }
        }
    }
}

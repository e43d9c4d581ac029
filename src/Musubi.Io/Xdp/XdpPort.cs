using Musubi.Io.Memory;
using Musubi.Io.Native;
using Musubi.Io.Polling;
using Musubi.Io.Ports;
using Musubi.Io.Vhost;

namespace Musubi.Io.Xdp;

/// <summary>
/// A NIC by AF_XDP: one socket for each of its queues. Received frames are lent from where the kernel put them. What the way out
/// cannot carry, offloads of every kind, is made into plain frames. One worker owns both directions.
/// </summary>
public sealed class XdpPort : FramePort
{
    /// <summary>Descriptors that each queue has.</summary>
    public const int PartsOfQueue = 2;

    private readonly XdpQueue[] _queues;
    private readonly Epoll _poll = new();
    private readonly FrameArena _scratch = new(1);
    private readonly long[] _overruns;
    private XdpQueue? _lender;
    private volatile PortFault _fault;
    private int _turn;

    /// <summary>Takes over the descriptors when it returns.</summary>
    /// <param name="descriptors">Of each queue the socket, then the memory.</param>
    /// <exception cref="SystemCallException">They are not what they should be, or were used before (Busy).</exception>
    public XdpPort(IReadOnlyList<FileDescriptor> descriptors, XdpShape shape)
    {
        ArgumentOutOfRangeException.ThrowIfZero(descriptors.Count);
        ArgumentOutOfRangeException.ThrowIfNotEqual(descriptors.Count % PartsOfQueue, 0);
        Descriptors = descriptors;
        _queues = new XdpQueue[descriptors.Count / PartsOfQueue];
        _overruns = new long[_queues.Length];
        try
        {
            for (int i = 0; i < _queues.Length; i++)
            {
                FileDescriptor socket = descriptors[i * PartsOfQueue];
                _queues[i] = new XdpQueue(socket, descriptors[(i * PartsOfQueue) + 1], shape, _scratch);
                _poll.Add(socket.Number, 0);
            }
        }
        catch (SystemCallException)
        {
            Unmap();
            throw;
        }
    }

    public override int PollDescriptor => _poll.Descriptor;

    public override bool Polled => true;

    public override IReadOnlyList<FileDescriptor> Descriptors { get; }

    public override bool SharedTransmit => false;

    public override PortFault Fault => _fault;

    public override int Receive(Span<ReceivedFrame> frames, FrameArena arena)
    {
        Complete();
        for (int i = 0; i < _queues.Length; i++)
        {
            _turn = _turn + 1 < _queues.Length ? _turn + 1 : 0;
            int count = _queues[_turn].Receive(frames, arena);
            if (count > 0)
            {
                _lender = _queues[_turn];
                return count;
            }
        }

        return 0;
    }

    public override void Complete()
    {
        _lender?.Complete();
        _lender = null;
    }

    public override void Transmit(ReadOnlySpan<TransmitFrame> frames, ref TransmitTally tally)
    {
        if (_fault != PortFault.None)
        {
            tally.LinkDown += frames.Length;
            return;
        }

        foreach (ref readonly TransmitFrame frame in frames)
        {
            _queues[_queues.Length == 1 ? 0 : FlowHash.Of(in frame, _queues.Length)].Transmit(in frame, ref tally);
        }
    }

    /// <summary>In copy mode this is where the kernel sends.</summary>
    public override void Flush()
    {
        foreach (XdpQueue queue in _queues)
        {
            queue.Flush();
            Heed(queue);
        }
    }

    public override bool Arm()
    {
        bool waits = false;
        foreach (XdpQueue queue in _queues)
        {
            waits |= queue.Arm();
            Heed(queue);
        }

        return waits;
    }

    public override long TakeOverruns()
    {
        long since = 0;
        for (int i = 0; i < _queues.Length; i++)
        {
            long now = XdpQueries.Overruns(Descriptors[i * PartsOfQueue]);
            since += Math.Max(now - _overruns[i], 0);
            _overruns[i] = Math.Max(now, _overruns[i]);
        }

        return since;
    }

    public override void Dispose()
    {
        Unmap();
        foreach (FileDescriptor descriptor in Descriptors)
        {
            descriptor.Dispose();
        }
    }

    private void Heed(XdpQueue queue)
    {
        if (queue.Fault != PortFault.None)
        {
            _fault = queue.Fault;
        }
    }

    private void Unmap()
    {
        _poll.Dispose();
        foreach (XdpQueue? queue in _queues)
        {
            queue?.Dispose();
        }

        _scratch.Dispose();
    }
}

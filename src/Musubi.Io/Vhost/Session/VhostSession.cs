using System.Buffers.Binary;
using Musubi.Io.Native;
using Musubi.Io.Polling;
using Musubi.Io.Ports;
using Musubi.Io.Vhost.Protocol;
using Musubi.Io.Virtio;

namespace Musubi.Io.Vhost.Session;

/// <summary>
/// One front end's connection, from its first message to the moment when nothing of it is mapped any more. Before a message
/// that touches what workers may use is heeded, the port is left without queues and the barrier awaited; no further message
/// is read meanwhile. Nothing that a front end sends throws. Control thread; nothing waits.
/// </summary>
public sealed class VhostSession : IDisposable
{
    /// <summary>Messages taken in one call of <see cref="Handle"/>: nobody else waits long.</summary>
    public const int MessagesAtOnce = 64;

    private const int BothDirections = 2;

    private readonly VhostChannel _channel;
    private readonly VhostPort _port;
    private readonly IWorkerBarrier _barrier;
    private readonly IVhostObserver _observer;
    private readonly VhostDevice _device;
    private readonly Epoll _input = new();
    private VhostMessage? _held;
    private bool _quiet = true;
    private bool _awaiting;
    private bool _closing;
    private long _serial;
    private VhostRefusal _reason;
    private string _detail = "";

    /// <summary>Takes over the socket; the port stays the caller's, and must not be in use by another session.</summary>
    public VhostSession(FileDescriptor socket, VhostPort port, IWorkerBarrier barrier, IVhostObserver observer, VhostSessionOptions options)
    {
        (_channel, _port, _barrier, _observer) = (new VhostChannel(socket), port, barrier, observer);
        _device = new VhostDevice(options) { Announce = observer.AnnounceAsked };
        _input.Add(socket.Number, 0);
        observer.FrontEndCame();
    }

    /// <summary>Readable when <see cref="Handle"/> has something to do; never while the barrier is awaited.</summary>
    public int PollDescriptor => _input.Descriptor;

    /// <summary>The workers' barrier is awaited: call <see cref="Continue"/> whenever it may have been reached.</summary>
    public bool AwaitsWorkers => _awaiting;

    /// <summary>What was agreed on with the front end so far.</summary>
    public VirtioFeatures Features => _device.Features;

    /// <inheritdoc cref="Features"/>
    public VhostProtocolFeatures ProtocolFeatures => _device.ProtocolFeatures;

    /// <summary>MTU that the front end told its guest; 0 while it has not.</summary>
    public int Mtu => _device.Mtu;

    /// <summary>Queues are being served.</summary>
    public bool IsRunning => _port.IsServed;

    /// <summary>The connection is closed and nothing of the front end's is mapped any more.</summary>
    public bool Ended { get; private set; }

    /// <summary>Takes messages that have come, a bounded number.</summary>
    public void Handle()
    {
        for (int i = 0; i < MessagesAtOnce && !_awaiting && !_closing; i++)
        {
            if (!TakeOne())
            {
                return;
            }
        }
    }

    /// <summary>Goes on if the workers' barrier was reached, and looks whether the port has failed.</summary>
    public void Continue()
    {
        if (_awaiting && _barrier.Reached(_serial))
        {
            (_awaiting, _quiet) = (false, true);
            _input.Add(_channel.PollDescriptor, 0);
            Proceed();
        }

        if (!_closing && _port.Fault != PortFault.None)
        {
            _device.SignalErrors();
            Close(VhostRefusal.PortFaulted, _port.Fault == PortFault.GuestBrokeRules ? $"{_port.QueueFault}" : $"{_port.Fault}");
        }
    }

    /// <summary>Begins to end the session; <see cref="Ended"/> says when it has.</summary>
    /// <param name="reason">None when nobody is to blame.</param>
    public void Close(VhostRefusal reason, string detail = "")
    {
        if (_closing)
        {
            return;
        }

        (_closing, _reason, _detail) = (true, reason, detail);
        _held?.Dispose();
        _held = null;
        if (!_awaiting)
        {
            Quieten();
        }
    }

    /// <summary>Ends the session at once. Only when no worker runs any more.</summary>
    public void Dispose()
    {
        _port.Use(null);
        _held?.Dispose();
        Release();
    }

    private bool TakeOne()
    {
        switch (_channel.TryReceive(out VhostMessage? message))
        {
            case VhostReceiveStatus.Message:
                Take(message!);
                return true;
            case VhostReceiveStatus.Incomplete:
                return false;
            default:
                Close(_channel.Refusal);
                return false;
        }
    }

    private void Take(VhostMessage message)
    {
        if ((message.Header.Flags & VhostHeader.Reply) != 0)
        {
            message.Dispose();
            Close(VhostRefusal.BadHeader);
            return;
        }

        if (_quiet || !VhostDevice.IsChange(message.Request))
        {
            Heed(message);
            return;
        }

        _held = message;
        Quieten();
    }

    /// <summary>Takes the queues away from the workers, then goes on: at once if it can.</summary>
    private void Quieten()
    {
        if (!_quiet)
        {
            _port.Use(null);
            _serial = _barrier.Begin();
            _awaiting = !_barrier.Reached(_serial);
            _quiet = !_awaiting;
        }

        if (_awaiting)
        {
            // What the front end sends meanwhile waits in the socket, and must not wake us over and over.
            _input.Remove(_channel.PollDescriptor);
        }
        else
        {
            Proceed();
        }
    }

    /// <summary>No worker holds anything: end, or heed the message that was held.</summary>
    private void Proceed()
    {
        if (_closing)
        {
            SetRunning(false);
            Release();
            _observer.FrontEndGone(_reason, _detail);
            return;
        }

        if (_held is { } message)
        {
            _held = null;
            Heed(message);
        }
    }

    private void Heed(VhostMessage message)
    {
        using (message)
        {
            VhostRefusal refusal = _device.Take(message, out ulong? answer);
            if (refusal == VhostRefusal.None && _quiet)
            {
                refusal = PutInForce(message);
            }

            if (refusal != VhostRefusal.None)
            {
                Answer(message, Asks(message) ? 1 : null);
                Close(refusal, _device.Detail.Length > 0 ? $"{message.Request}: {_device.Detail}" : $"{message.Request}");
            }
            else
            {
                Answer(message, answer ?? (Asks(message) ? 0 : null));
            }
        }
    }

    private bool Asks(VhostMessage message) => message.Header.WantsReply && (_device.ProtocolFeatures & VhostProtocolFeatures.ReplyAck) != 0;

    private VhostRefusal PutInForce(VhostMessage message)
    {
        VhostRefusal refusal = _device.Build(message, out VhostModel? model);
        if (refusal == VhostRefusal.None && model is not null)
        {
            _quiet = false;
            _port.Use(model);
            _device.Wake();
        }

        SetRunning(model is not null);
        return refusal;
    }

    private void Answer(VhostMessage message, ulong? answer)
    {
        if (answer is not { } number)
        {
            return;
        }

        Span<byte> payload = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(payload, number);
        if (!_channel.TrySend(message.Request, VhostHeader.Reply, payload))
        {
            Close(_channel.Refusal);
        }
    }

    private void SetRunning(bool running)
    {
        if (_port.IsServed != running)
        {
            _port.IsServed = running;
            _observer.RunningChanged(running);
        }
    }

    private void Release()
    {
        if (!Ended)
        {
            Ended = true;
            _input.Dispose();
            // Others may hold duplicates of the socket: closing ours alone would tell the front end nothing.
            _ = Libc.shutdown(_channel.PollDescriptor, BothDirections);
            _channel.Dispose();
            _device.Dispose();
        }
    }
}

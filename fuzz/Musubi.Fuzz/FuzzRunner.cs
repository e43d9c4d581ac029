using System.Buffers.Binary;
using Musubi.Io.Memory;
using Musubi.Io.Ports;
using Musubi.Io.Vhost.FrontEnd;
using Musubi.Io.Vhost.Protocol;
using Musubi.Io.Virtio;
using Musubi.Io.Virtio.Driver;

namespace Musubi.Fuzz;

/// <summary>
/// Runs one case against a session, its port and its queues. The model that it is held to is small: nothing throws; every
/// frame handed over is accounted for; nothing outside of the shared region is written; as long as the guest keeps the rules,
/// its frames arrive whole; what broke the rules ends that session, once, and leaves nothing mapped or open.
/// </summary>
internal sealed class FuzzRunner : IDisposable
{
    private readonly FuzzWorker _worker = new();
    private readonly OpenBarrier _barrier;
    private FuzzShape _shape = FuzzShape.Of(0);
    private FuzzConnection _connection;
    private bool _clean = true;
    private bool _negotiated;

    public FuzzRunner()
    {
        _barrier = new OpenBarrier(_worker);
        _connection = new FuzzConnection(_shape, _barrier);
    }

    /// <summary>The port and the guest that operations are done to now.</summary>
    public FuzzConnection Connection => _connection;

    /// <summary>Why sessions ended so far.</summary>
    public List<string> Ends { get; } = [];

    /// <summary>Runs a case whole: its front end goes at the end.</summary>
    /// <exception cref="FuzzFailure">What must never happen has happened.</exception>
    public void Run(FuzzCase one)
    {
        Begin(one);
        End();
    }

    /// <summary>Runs operations and keeps the connection.</summary>
    /// <exception cref="FuzzFailure">What must never happen has happened.</exception>
    public void Begin(FuzzCase one)
    {
        foreach (FuzzOperation operation in one.Operations)
        {
            try
            {
                Do(operation);
                _connection.Session.Continue();
            }
            catch (FrontEndException)
            {
                // The front end was refused, or its session has ended: so it should be.
            }
            catch (Exception e) when (e is not FuzzFailure)
            {
                throw new FuzzFailure($"{operation} threw {e.GetType().Name}: {e.Message}", e);
            }

            Check();
        }
    }

    public void Dispose()
    {
        _connection.Dispose();
        _worker.Dispose();
    }

    private void Do(FuzzOperation operation)
    {
        switch (operation.Kind)
        {
            case FuzzKind.Shape:
                _shape = FuzzShape.Of(operation.A);
                Reconnect();
                break;
            case FuzzKind.Reconnect:
                Reconnect();
                break;
            case FuzzKind.Negotiate:
                _clean &= !_negotiated;
                _negotiated = true;
                _connection.Negotiate();
                break;
            case FuzzKind.Send:
                _clean = false;
                _connection.DropAnswers();
                _connection.Send(operation);
                _connection.Pump();
                break;
            case FuzzKind.Raw:
                _clean = false;
                SendRaw(operation);
                break;
            case FuzzKind.Hold or FuzzKind.Release:
                _barrier.Held = operation.Kind == FuzzKind.Hold;
                _connection.Session.Continue();
                _connection.Pump();
                break;
            case FuzzKind.Close:
                _connection.FrontEnd.Dispose();
                _connection.Pump();
                break;
            case FuzzKind.Log:
                SetLog(operation);
                break;
            case FuzzKind.Restart:
                Restart(operation);
                break;
            case FuzzKind.Race:
                _clean = false;
                Race(operation);
                break;
            case FuzzKind.Exchange:
                Exchange();
                break;
            case >= FuzzKind.Receive and <= FuzzKind.Disarm:
                Work(operation);
                break;
            default:
                _clean = false;
                Vandalise(operation);
                break;
        }
    }

    private void Work(FuzzOperation operation)
    {
        FramePort port = _connection.Port;
        switch (operation.Kind)
        {
            case FuzzKind.Receive:
                _worker.Receive(port, operation.A);
                if ((operation.B & 1) == 0)
                {
                    _worker.Complete(port);
                }

                break;
            case FuzzKind.Complete:
                _worker.Complete(port);
                break;
            case FuzzKind.Transmit:
                _worker.Transmit(port, operation);
                break;
            case FuzzKind.Flush:
                port.Flush();
                break;
            case FuzzKind.Arm:
                port.Arm();
                break;
            default:
                port.Disarm();
                break;
        }
    }

    private void Race(FuzzOperation operation)
    {
        const int Turns = 200;
        FramePort port = _connection.Port;
        using RacingGuest guest = new(_connection.Memory, [_connection.Ring(0), _connection.Ring(1)], operation.A);
        for (int i = 0; i < Turns && port.Fault == PortFault.None; i++)
        {
            _worker.Receive(port, 32);
            _worker.Complete(port);
            _worker.Transmit(port, operation with { A = i, B = 12 + (i * 7) });
            port.Flush();
        }
    }

    private void Vandalise(FuzzOperation operation)
    {
        DriverMemory memory = _connection.Memory;
        DriverQueue ring = _connection.Ring(operation.A);
        int slot = (int)((uint)operation.B % (uint)ring.Size);
        switch (operation.Kind)
        {
            case FuzzKind.Descriptor:
                WriteDescriptor(memory.Slice(ring.DescriptorsOffset + (slot * 16), 16), operation);
                break;
            case FuzzKind.Entry:
                BinaryPrimitives.WriteUInt16LittleEndian(memory.Slice(ring.AvailableOffset + 4 + (slot * 2), 2), (ushort)(operation.C % 20));
                break;
            case FuzzKind.Index:
                Span<byte> index = memory.Slice(ring.AvailableOffset + 2, 2);
                BinaryPrimitives.WriteUInt16LittleEndian(index, (ushort)(BinaryPrimitives.ReadUInt16LittleEndian(index) + (operation.B % 20)));
                break;
            case FuzzKind.Corrupt:
                int length = 1 + (int)((uint)operation.C % 256);
                int room = memory.Bytes - (2 * 4096) - length;
                // Mostly the first pages, where the rings are.
                int place = 4096 + (int)((uint)operation.A % (uint)((operation.A & 1) == 0 ? room : 8192));
                new Random(operation.B).NextBytes(memory.Slice(place, length));
                break;
            case FuzzKind.Buffer:
                AddBuffer(ring, operation);
                break;
            case FuzzKind.Shrink when _shape.Unsealed:
                memory.Shrink((int)((uint)operation.A % 4) * 4096);
                // Our own view of it would fault as the port's does: the case goes on with a new guest.
                _worker.Receive(_connection.Port, 8);
                FuzzWorker.Transmit(_connection.Port, [_worker.Make(0, 14, 100, 1)]);
                _connection.Session.Continue();
                Reconnect();
                break;
        }
    }

    private static void WriteDescriptor(Span<byte> descriptor, FuzzOperation operation)
    {
        switch ((uint)operation.C % 5)
        {
            case 0:
                BinaryPrimitives.WriteUInt64LittleEndian(descriptor, FuzzValues.At(operation.D));
                break;
            case 1:
                BinaryPrimitives.WriteUInt32LittleEndian(descriptor[8..], (uint)FuzzValues.At(operation.D));
                break;
            case 2:
                BinaryPrimitives.WriteUInt16LittleEndian(descriptor[12..], (ushort)(operation.D % 18));
                break;
            case 3:
                BinaryPrimitives.WriteUInt16LittleEndian(descriptor[14..], (ushort)(operation.D % 18));
                break;
            default:
                // Flags of a packed descriptor, with the marks of either lap.
                BinaryPrimitives.WriteUInt16LittleEndian(descriptor[14..], (ushort)((operation.D & 7) | ((operation.D & 8) << 4) | ((operation.D & 16) << 11)));
                break;
        }
    }

    private static void AddBuffer(DriverQueue ring, FuzzOperation operation)
    {
        DriverBuffer[] pieces = new DriverBuffer[1 + (int)((uint)operation.B % 6)];
        int length = (int)(FuzzValues.At(operation.C) % 3_000);
        for (int i = 0; i < pieces.Length; i++)
        {
            pieces[i] = new DriverBuffer(8192 + (i * 512), length);
        }

        bool writable = (operation.A & 1) == 0;
        _ = (operation.D & 1) != 0 ? ring.AddIndirect(pieces, 4096 + 1024, writable) : ring.Add(pieces, writable);
        ring.Publish();
    }

    private void SendRaw(FuzzOperation operation)
    {
        byte[] bytes = new byte[1 + ((uint)operation.A % 40)];
        new Random(operation.B).NextBytes(bytes);
        if ((operation.C & 1) == 0)
        {
            bytes[0] = (byte)(operation.C % 45);
            bytes.AsSpan(1, Math.Min(3, bytes.Length - 1)).Clear();
        }

        _ = _connection.FrontEnd.Channel.TrySendRaw(bytes);
        _connection.Pump();
    }

    private void SetLog(FuzzOperation operation)
    {
        using var file = MemoryFile.Create("fuzz-log", 1 << 20);
        bool good = (operation.C & 1) == 0 && _negotiated;
        _clean &= good;
        VhostLog log = good ? new VhostLog(1 << 19, 4096) : new VhostLog(FuzzValues.At(operation.A), FuzzValues.At(operation.D) % 8192 & ~3ul);
        _connection.FrontEnd.SetLogBase(file, log);
        if ((operation.B & 1) != 0)
        {
            _connection.FrontEnd.SetFeatures((ulong)(_shape.Driver.Features | VirtioFeatures.ProtocolFeatures | VirtioFeatures.LogAll));
        }
    }

    private void Restart(FuzzOperation operation)
    {
        bool own = (operation.C & 1) == 0;
        _clean &= own && _negotiated;
        int ring = operation.A & 1;
        uint @base = _connection.FrontEnd.GetVringBase(ring);
        DriverPort driver = _connection.Driver;
        _connection.FrontEnd.StartRing(ring, _connection.Ring(ring), own ? @base : (uint)FuzzValues.At(operation.B), driver.Kick, driver.Called);
    }

    /// <summary>One frame each way. What must come when all is well may come or not when it is not.</summary>
    private void Exchange()
    {
        bool must = _clean && _negotiated && _connection.Session.IsRunning && !_connection.Session.AwaitsWorkers;
        if (!must)
        {
            return;
        }

        Drain();
        TransmitTally tally = FuzzWorker.Transmit(_connection.Port, [_worker.Make(0, 14, 300, 0x5a)]);
        _connection.Port.Flush();
        FuzzFailure.Unless(tally.Sent == 1, "a good guest was sent nothing");
        AssertFrame(_worker.Receive(_connection.Driver, 4), 0x5a, "to");
        _worker.Complete(_connection.Driver);

        tally = FuzzWorker.Transmit(_connection.Driver, [_worker.Make(1, 14, 300, 0x3c)]);
        FuzzFailure.Unless(tally.Sent == 1, "a good guest could not send");
        AssertFrame(_worker.Receive(_connection.Port, 4), 0x3c, "from");
        _worker.Complete(_connection.Port);
    }

    private static void AssertFrame(ReadOnlySpan<ReceivedFrame> frames, byte fill, string way)
    {
        FuzzFailure.Unless(frames.Length == 1, $"{frames.Length} frames came {way} a good guest in place of one");
        FuzzFailure.Unless(frames[0].Data.Length == 314 && frames[0].Data.Span.IndexOfAnyExcept(fill) < 0, $"a frame {way} a good guest came changed");
    }

    private void Drain()
    {
        while (_worker.Receive(_connection.Port, 64).Length > 0)
        {
        }

        _worker.Complete(_connection.Port);
        while (_worker.Receive(_connection.Driver, 64).Length > 0)
        {
        }

        _worker.Complete(_connection.Driver);
    }

    private void Check()
    {
        _connection.AssertCanaries();
        bool ended = _connection.Session.Ended;
        FuzzFailure.Unless(_connection.Gone == (ended ? 1 : 0), $"the end of a session was told {_connection.Gone} times");
        FuzzFailure.Unless(!ended || !_connection.Port.IsServed, "a port was served without a session");
        bool blamed = ended && _connection.Reason != VhostRefusal.None;
        FuzzFailure.Unless(!blamed || !_clean, $"a good front end was refused: {_connection.Reason}");
    }

    private void Reconnect()
    {
        End();
        _connection.Dispose();
        _connection = new FuzzConnection(_shape, _barrier);
        (_clean, _negotiated) = (true, false);
    }

    /// <summary>The front end goes, and the session must end with it.</summary>
    private void End()
    {
        _barrier.Held = false;
        _worker.Complete(_connection.Port);
        _connection.FrontEnd.Dispose();
        _connection.Session.Continue();
        _connection.Pump();
        FuzzFailure.Unless(_connection.Session.Ended, "a session outlived its front end");
        Ends.Add(_connection.Reason == VhostRefusal.PortFaulted ? $"{_connection.Port.Fault} {_connection.Port.QueueFault}" : $"{_connection.Reason}");
    }
}

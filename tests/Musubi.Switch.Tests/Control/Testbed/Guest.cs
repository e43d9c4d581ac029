using Google.Protobuf;
using Musubi.Contracts.Plan;
using Musubi.Io.Memory;
using Musubi.Io.Native;
using Musubi.Io.Polling;
using Musubi.Io.Ports;
using Musubi.Io.Vhost.FrontEnd;
using Musubi.Io.Vhost.Protocol;
using Musubi.Io.Vhost.Session;
using Musubi.Io.Virtio;
using Musubi.Io.Virtio.Driver;

namespace Musubi.Switch.Tests.Control.Testbed;

/// <summary>A guest over vhost-user: the test is its front end and its driver.</summary>
internal sealed class Guest : IDisposable
{
    private const ushort EtherType = 0x88b5;

    private readonly FrameArena _arena = new(128);
    private readonly ReceivedFrame[] _received = new ReceivedFrame[64];
    private readonly string _folder = Directory.CreateTempSubdirectory("mrt-vhost-").FullName;
    private readonly FileDescriptor? _listener;
    private FileDescriptor? _accepted;
    private VhostFrontEnd? _frontEnd;

    public Guest(int number, bool listening, DriverShape? shape = null)
    {
        Shape = shape ?? new DriverShape();
        Memory = new DriverMemory(Shape.MemoryBytes);
        Driver = new DriverPort(Memory, Shape);
        SocketPath = Path.Combine(_folder, "vhost.sock");
        IsListening = listening;
        // Either the switch listens, or we do, as QEMU does by default.
        FileDescriptor socket = VhostSockets.Listen(SocketPath, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        _listener = socket;
        Mac = [0x02, 0, 0, 0, 1, (byte)number];
        Port = new PlannedPort
        {
            Id = new Guid(number, 7, 0, new byte[8]).ToString("D"),
            Incarnation = 1,
            SwitchKey = 1,
            Name = $"guest{number}",
            Attachment = new Attachment { VhostUser = new VhostUser { Listening = listening, QueuePairs = 1 } },
            Vnic = new VnicRole
            {
                Mac = ByteString.CopyFrom(Mac),
                Security = new SecuritySettings(),
                Vlan = new VlanSettings { None = new NoVlan() },
                Teaming = new TeamingSettings { Policy = TeamingPolicy.PortId, NotifySwitches = true, Failback = true },
                Number = (uint)number,
            },
        };
    }

    public PlannedPort Port { get; }

    public byte[] Mac { get; }

    public bool IsListening { get; }

    public string SocketPath { get; }

    public DriverShape Shape { get; }

    public DriverMemory Memory { get; }

    public DriverPort Driver { get; }

    /// <summary>What follows the Ethernet header of frames that it sends.</summary>
    public int PayloadBytes { get; init; } = 46;

    /// <summary>Bytes of the largest of the test's own frames that came.</summary>
    public int LargestTaken { get; private set; }

    public VhostFrontEnd FrontEnd => _frontEnd!;

    /// <summary>What the agent offers for the port: the listening socket, or one that is connected to ours.</summary>
    public void Offer(FakeAgent agent)
    {
        if (IsListening)
        {
            agent.Offer(Port, _listener!);
            return;
        }

        using FileDescriptor connected = VhostSockets.Connect(SocketPath);
        _accepted?.Dispose();
        _accepted = VhostSockets.TryAccept(_listener!)!;
        agent.Offer(Port, connected);
    }

    /// <summary>Connects where the switch listens, negotiates, shares the memory and starts both rings.</summary>
    public void Start(uint @base = 0)
    {
        _frontEnd?.Dispose();
        _frontEnd = new VhostFrontEnd(IsListening ? VhostSockets.Connect(SocketPath) : _accepted!);
        _accepted = null;
        FrontEnd.SetOwner();
        ulong offered = FrontEnd.GetFeatures();
        ulong wanted = (ulong)(Shape.Features | VirtioFeatures.ProtocolFeatures);
        Assert.Equal(wanted, wanted & offered);
        FrontEnd.SetProtocolFeatures(FrontEnd.GetProtocolFeatures() & VhostProtocolFeatures.ReplyAck);
        FrontEnd.SetFeatures(wanted);
        FrontEnd.SetMemTable(SharedRegion.Of(Memory));
        FrontEnd.StartRing(0, Driver.FromDevice, @base, Driver.Kick, Driver.Called);
        FrontEnd.StartRing(1, Driver.ToDevice, @base, Driver.Kick, Driver.Called);
        FrontEnd.SetVringEnable(0, true);
        FrontEnd.SetVringEnable(1, true);
    }

    /// <summary>The front end's process dies.</summary>
    public void Disconnect() => _frontEnd?.Dispose();

    public TransmitTally Send(byte[] destination, params ReadOnlySpan<int> numbers)
    {
        TransmitFrame[] frames = new TransmitFrame[numbers.Length];
        for (int i = 0; i < numbers.Length; i++)
        {
            Span<byte> payload = _arena.Buffer(i);
            BitConverter.TryWriteBytes(payload, numbers[i]);
            frames[i] = new TransmitFrame { HeaderLength = 14, Payload = _arena.Slice(i, 0, PayloadBytes) };
            Span<byte> header = frames[i].Header;
            destination.CopyTo(header);
            Mac.CopyTo(header[6..]);
            (header[12], header[13]) = (EtherType >> 8, EtherType & 0xff);
        }

        TransmitTally tally = default;
        Driver.Transmit(frames, ref tally);
        return tally;
    }

    /// <summary>The numbers of the test's own frames that came, until there are as many or the limit passes.</summary>
    public List<int> Take(int count, TimeSpan? limit = null)
    {
        List<int> taken = [];
        Deadline.Within(limit ?? Deadline.Limit, () =>
        {
            int received = Driver.Receive(_received, _arena);
            for (int i = 0; i < received; i++)
            {
                ReadOnlySpan<byte> bytes = _received[i].Data.Span;
                if (bytes.Length >= 18 && bytes[12] == EtherType >> 8 && bytes[13] == (EtherType & 0xff))
                {
                    LargestTaken = Math.Max(LargestTaken, bytes.Length);
                    taken.Add(BitConverter.ToInt32(bytes[14..]));
                }
            }

            return taken.Count >= count;
        });
        return taken;
    }

    public void Dispose()
    {
        _frontEnd?.Dispose();
        _accepted?.Dispose();
        _listener?.Dispose();
        Driver.Dispose();
        Memory.Dispose();
        _arena.Dispose();
        Directory.Delete(_folder, true);
    }
}

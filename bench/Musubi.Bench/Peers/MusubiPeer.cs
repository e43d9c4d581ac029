using System.Globalization;
using Google.Protobuf;
using Musubi.Bench.Processes;
using Musubi.Contracts.Plan;
using Musubi.Io.Native;
using Musubi.Io.Vhost.Session;

namespace Musubi.Bench.Peers;

/// <summary>
/// Musubi's data plane with one worker: access ports in a VLAN, nothing that the security policy could let through unseen,
/// all counters, and MAC learning where there is more than one MAC behind a port.
/// </summary>
internal sealed class MusubiPeer : ISwitchPeer
{
    private const int AccessVlan = 10;

    private readonly PeerSetup _setup;
    private readonly ChildProcess _process;
    private readonly SwitchSocket _socket;

    public MusubiPeer(PeerSetup setup, string program)
    {
        _setup = setup;
        string processor = setup.Processor.ToString(CultureInfo.InvariantCulture);
        _process = new ChildProcess(program, ["--run", setup.Folder, "--processors", processor]);
        _socket = new SwitchSocket(Path.Combine(setup.Folder, "switch.sock"));
        PlannedPort[] ports = [.. setup.Macs.Select((mac, index) => Port(index, mac))];
        for (int i = 0; i < ports.Length; i++)
        {
            using FileDescriptor listener = VhostSockets.Listen(Socket(i), UnixFileMode.UserRead | UnixFileMode.UserWrite);
            _socket.Offer(ports[i], [listener]);
        }

        PlannedSwitch plan = new() { Key = 1, Id = new Guid(1, 1, 1, new byte[8]).ToString("D"), Name = "bench", Mtu = 1500 };
        _socket.Apply(new SwitchPlan { Generation = 1, Switches = { plan }, Ports = { ports } });
    }

    public string Name => PeerFactory.Musubi;

    public string Socket(int port) => Path.Combine(_setup.Folder, string.Create(CultureInfo.InvariantCulture, $"port{port}.sock"));

    public PeerUsage Usage()
    {
        SwitchStatus status = _socket.Status();
        return new PeerUsage(status.Workers.Sum(worker => (double)worker.BusyNanoseconds), status.Workers.Sum(worker => (double)worker.Frames));
    }

    public void Dispose()
    {
        _socket.Dispose();
        _process.Dispose();
    }

    private PlannedPort Port(int index, byte[] mac)
    {
        PlannedPort port = new()
        {
            Id = new Guid(index + 1, 7, 0, new byte[8]).ToString("D"),
            Incarnation = 1,
            SwitchKey = 1,
            Name = string.Create(CultureInfo.InvariantCulture, $"port{index}"),
            Attachment = new Attachment { VhostUser = new VhostUser { Listening = true, QueuePairs = 1, AllowUnsealedMemory = true } },
            Vnic = new VnicRole
            {
                Mac = ByteString.CopyFrom(mac),
                Security = new SecuritySettings(),
                Vlan = new VlanSettings { Access = AccessVlan },
                Teaming = new TeamingSettings { Policy = TeamingPolicy.PortId },
                Number = (uint)index + 1,
            },
        };
        if (_setup.LearnedMacs > 1)
        {
            port.Vnic.Security = new SecuritySettings { ForgedTransmits = true };
            port.Vnic.MacLearning = new MacLearning { Limit = (uint)_setup.LearnedMacs, AgeingSeconds = 300, DropAtLimit = true };
        }

        return port;
    }
}

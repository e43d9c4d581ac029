using System.Globalization;
using Google.Protobuf;
using Musubi.Bench.Processes;
using Musubi.Contracts.Plan;
using Musubi.Io.Native;
using Musubi.Io.Vhost.Session;
using Musubi.Io.Xdp;

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
    private readonly UplinkPair? _pair;

    public MusubiPeer(PeerSetup setup, string program)
    {
        _setup = setup;
        string[] arguments = [program, "--run", setup.Folder, "--processors", setup.Processor.ToString(CultureInfo.InvariantCulture)];
        _pair = setup.Uplinks == UplinkKind.None ? null : new UplinkPair();
        _process = _pair is null ? new ChildProcess(program, arguments[1..]) : new ChildProcess("ip", ["netns", "exec", UplinkPair.Namespace, .. arguments]);
        _socket = new SwitchSocket(Path.Combine(setup.Folder, "switch.sock"));
        PlannedPort[] ports = [.. setup.Macs.Select((mac, index) => Port(index, mac))];
        for (int i = 0; i < ports.Length; i++)
        {
            using FileDescriptor listener = VhostSockets.Listen(Socket(i), UnixFileMode.UserRead | UnixFileMode.UserWrite);
            _socket.Offer(ports[i], [listener]);
        }

        SwitchPlan plan = new() { Generation = 1, Switches = { Switch(1) }, Ports = { ports } };
        if (_pair is not null)
        {
            AddUplinks(plan);
        }

        _socket.Apply(plan);
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
        _pair?.Dispose();
    }

    private static PlannedSwitch Switch(uint key) => new() { Key = key, Id = new Guid((int)key, 1, 1, new byte[8]).ToString("D"), Name = "bench", Mtu = 1500 };

    /// <summary>A second switch has the second port, and an end of the veth pair is the uplink of each.</summary>
    private void AddUplinks(SwitchPlan plan)
    {
        plan.Switches.Add(Switch(2));
        for (int i = 0; i < UplinkPair.Names.Count; i++)
        {
            PlannedPort uplink = new()
            {
                Id = new Guid(i + 1, 8, 0, new byte[8]).ToString("D"),
                Incarnation = 1,
                SwitchKey = (uint)i + 1,
                Name = UplinkPair.Names[i],
                Attachment = Attachment(i),
                Uplink = new UplinkRole { UplinkName = "Uplink 1" },
            };
            IReadOnlyList<FileDescriptor> descriptors = _pair!.Open(i, _setup.Uplinks);
            _socket.Offer(uplink, descriptors);
            plan.Ports[i].SwitchKey = uplink.SwitchKey;
            plan.Ports[i].Vnic.Teaming.Active.Add(uplink.Id);
            plan.Ports.Add(uplink);
        }
    }

    private Attachment Attachment(int end)
    {
        int index = UplinkPair.Index(end);
        return _setup.Uplinks == UplinkKind.AfPacket
            ? new Attachment { PacketDevice = new PacketDevice { InterfaceIndex = index, InterfaceName = UplinkPair.Names[end] } }
            : new Attachment
            {
                XdpDevice = new XdpDevice
                {
                    InterfaceIndex = index,
                    InterfaceName = UplinkPair.Names[end],
                    Queues = 1,
                    FrameBytes = (uint)XdpShape.Default.FrameBytes,
                    Frames = (uint)XdpShape.Default.Frames,
                },
            };
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

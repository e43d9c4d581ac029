using Google.Protobuf;
using Musubi.Contracts.Plan;
using Musubi.Io.Namespaces;
using Musubi.Io.Native;
using Musubi.Io.Tap;

namespace Musubi.Switch.Tests.Control.Testbed;

/// <summary>A namespace whose only NIC is a TAP, and the port for it.</summary>
internal sealed class Vm : IDisposable
{
    private readonly TunDevice _device;

    public Vm(int number, Action<VnicRole>? change = null)
    {
        Namespace = new Namespace($"vm{number}");
        using NetworkNamespace place = NetworkNamespace.OpenNamed(Namespace.Name);
        _device = place.Run(() => TunDevice.Open("eth0"));
        Address = $"10.9.0.{number}";
        Mac = [0x02, 0, 0, 0, 0, (byte)number];
        Namespace.Ip("link", "set", "eth0", "address", $"02:00:00:00:00:{number:x2}", "up");
        Namespace.Ip("address", "add", $"{Address}/24", "dev", "eth0");
        VnicRole role = new()
        {
            Mac = ByteString.CopyFrom(Mac),
            Security = new SecuritySettings(),
            Vlan = new VlanSettings { None = new NoVlan() },
            Teaming = new TeamingSettings { Policy = TeamingPolicy.ExplicitOrder, NotifySwitches = true, Failback = true },
            Number = (uint)number,
        };
        change?.Invoke(role);
        Port = new PlannedPort
        {
            Id = new Guid(number, 1, 0, new byte[8]).ToString("D"),
            Incarnation = 1,
            SwitchKey = 1,
            Name = $"vm{number}",
            Attachment = new Attachment { TapDevice = new TapDevice { VnetHeaderBytes = 12 } },
            Vnic = role,
        };
    }

    public Namespace Namespace { get; }

    public string Address { get; }

    public byte[] Mac { get; }

    public PlannedPort Port { get; }

    public FileDescriptor Descriptor => _device.Descriptor;

    /// <summary>The kernel's number of the interface: another one would be another interface.</summary>
    public string InterfaceIndex => Namespace.Execute("cat", "/sys/class/net/eth0/ifindex").Trim();

    /// <summary>Whether one of the pings of ten seconds is answered; true as soon as it is.</summary>
    public bool CanReach(string address) =>
        Command.TryRun("ip", "netns", "exec", Namespace.Name, "ping", "-c", "1", "-i", "0.2", "-w", "10", address).Code == 0;

    public void Dispose()
    {
        _device.Dispose();
        Namespace.Dispose();
    }
}

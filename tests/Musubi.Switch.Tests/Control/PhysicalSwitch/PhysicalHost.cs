using Musubi.Contracts.Plan;
using Musubi.Io.Counters;
using Musubi.Switch.Tests.Control.Testbed;

namespace Musubi.Switch.Tests.Control.PhysicalSwitch;

/// <summary>One host with its data plane and VMs.</summary>
internal sealed class PhysicalHost : IDisposable
{
    private readonly Namespace _place = new("host");
    private readonly string _runDirectory = Directory.CreateTempSubdirectory("mrt-").FullName;
    private readonly List<Vm> _vms = [];
    private readonly SwitchProcess _switch;
    private ulong _generation;
    private FakeAgent? _agent;

    /// <param name="firstUplink">Uplinks of all hosts are numbered through: their far ends are in one namespace.</param>
    public PhysicalHost(int firstUplink, int uplinks, Namespace physical)
    {
        Uplinks = [.. Enumerable.Range(firstUplink, uplinks).Select(number => new Uplink(number, _place, physical, bridged: false))];
        _switch = new SwitchProcess(_place, _runDirectory);
    }

    public IReadOnlyList<Uplink> Uplinks { get; }

    public FakeAgent Agent => _agent!;

    public Vm AddVm(int number, Action<VnicRole> change)
    {
        Vm vm = new(number, change);
        vm.Port.Vnic.Teaming.Active.AddRange(Uplinks.Select(uplink => uplink.Port.Id));
        _vms.Add(vm);
        return vm;
    }

    /// <summary>Puts everything in force, for the first time or anew.</summary>
    public void Apply()
    {
        if (_agent is null)
        {
            _agent = new FakeAgent(_runDirectory);
            foreach (Uplink uplink in Uplinks)
            {
                _agent.Offer(uplink.Port, uplink.Descriptor);
            }

            _vms.ForEach(vm => _agent.Offer(vm.Port, vm.Descriptor));
        }

        Assert.All(_agent.Apply(Plan()).Ports, port => Assert.Equal(PortState.Running, port.State));
        // Open vSwitch passes a checksum on that was left to it without computing it. The data plane asks for such when it gets the TAP.
        _vms.ForEach(vm => vm.Namespace.Execute("ethtool", "-K", "eth0", "tx", "off"));
    }

    public long Counter(PlannedPort port, string name) =>
        CounterFileReader.Read(Path.Combine(_runDirectory, "counters")).Value(new CounterKey(Guid.Parse(port.Id), port.Incarnation), name);

    public void Dispose()
    {
        _agent?.Dispose();
        _switch.Dispose();
        foreach (IDisposable part in (IEnumerable<IDisposable>)[.. _vms, .. Uplinks, _place])
        {
            part.Dispose();
        }

        Directory.Delete(_runDirectory, true);
    }

    private SwitchPlan Plan() => new()
    {
        Generation = ++_generation,
        Switches = { new PlannedSwitch { Key = 1, Id = new Guid(1, 3, 0, new byte[8]).ToString("D"), Name = "lab", Mtu = 1500 } },
        Ports = { Uplinks.Select(uplink => uplink.Port.Clone()), _vms.Select(vm => vm.Port.Clone()) },
    };
}

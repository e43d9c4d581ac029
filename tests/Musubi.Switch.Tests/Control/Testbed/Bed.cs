using Musubi.Contracts.Plan;
using Musubi.Io.Counters;

namespace Musubi.Switch.Tests.Control.Testbed;

/// <summary>
/// One host with a real data plane, two uplinks into one bridge, a station behind it, and VMs. The test plays the agent.
/// </summary>
internal sealed class Bed : IDisposable
{
    public const string Outside = "10.9.0.200";

    private readonly Namespace _host = new("host");
    private readonly Namespace _physical = new("phys");
    private readonly Namespace _outside = new("out");
    private readonly int _workers;
    private ulong _generation;

    public Bed(int vms, int workers = 1, Action<VnicRole>? change = null)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "network namespaces need root");
        _workers = workers;
        RunDirectory = Directory.CreateTempSubdirectory("mrt-").FullName;
        _physical.Ip("link", "add", "br0", "type", "bridge", "stp_state", "0", "forward_delay", "0");
        _physical.Ip("link", "set", "br0", "up");
        _outside.Ip("link", "add", "eth0", "type", "veth", "peer", "name", "out", "netns", _physical.Name);
        _physical.Ip("link", "set", "out", "master", "br0", "up");
        _outside.Ip("link", "set", "eth0", "up");
        _outside.Ip("address", "add", $"{Outside}/24", "dev", "eth0");
        Uplinks = [new Uplink(1, _host, _physical), new Uplink(2, _host, _physical)];
        Vms = [.. Enumerable.Range(1, vms).Select(i => new Vm(i, change))];
        foreach (Vm vm in Vms)
        {
            vm.Port.Vnic.Teaming.Active.AddRange(Uplinks.Select(uplink => uplink.Port.Id));
        }

        Switch = Start();
    }

    public string RunDirectory { get; }

    public SwitchProcess Switch { get; private set; }

    public IReadOnlyList<Uplink> Uplinks { get; }

    public IReadOnlyList<Vm> Vms { get; }

    public Namespace OutsideNamespace => _outside;

    public Namespace HostNamespace => _host;

    public Namespace PhysicalNamespace => _physical;

    public SwitchProcess Start() => Switch = new SwitchProcess(_host, RunDirectory, _workers);

    /// <summary>A plan of both uplinks and the first <paramref name="vms"/> VMs, with the next generation.</summary>
    public SwitchPlan Plan(int? vms = null) => new()
    {
        Generation = ++_generation,
        Switches = { new PlannedSwitch { Key = 1, Id = new Guid(1, 3, 0, new byte[8]).ToString("D"), Name = "lab", Mtu = 1500 } },
        Ports = { Uplinks.Select(uplink => uplink.Port.Clone()), Vms.Take(vms ?? Vms.Count).Select(vm => vm.Port.Clone()) },
    };

    /// <summary>An agent that has offered everything and had its first plan applied.</summary>
    public FakeAgent StartAgent(int? vms = null)
    {
        FakeAgent agent = new(RunDirectory);
        OfferAll(agent);
        PlanApplied applied = agent.Apply(Plan(vms));
        Assert.All(applied.Ports, port => Assert.Equal(PortState.Running, port.State));
        return agent;
    }

    public void OfferAll(FakeAgent agent)
    {
        foreach (Uplink uplink in Uplinks)
        {
            agent.Offer(uplink.Port, uplink.Descriptor);
        }

        foreach (Vm vm in Vms)
        {
            agent.Offer(vm.Port, vm.Descriptor);
        }
    }

    /// <summary>A port's number in the counters file.</summary>
    public long Counter(PlannedPort port, string name) =>
        CounterFileReader.Read(Path.Combine(RunDirectory, "counters")).Value(new CounterKey(Guid.Parse(port.Id), port.Incarnation), name);

    public void Dispose()
    {
        Switch.Dispose();
        foreach (IDisposable part in (IEnumerable<IDisposable>)[.. Vms, .. Uplinks, _host, _physical, _outside])
        {
            part.Dispose();
        }

        Directory.Delete(RunDirectory, true);
    }
}

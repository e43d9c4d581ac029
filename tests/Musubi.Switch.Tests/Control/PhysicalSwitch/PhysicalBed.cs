using Musubi.Contracts.Plan;
using Musubi.Switch.Tests.Control.Testbed;

namespace Musubi.Switch.Tests.Control.PhysicalSwitch;

/// <summary>Hosts with real data planes whose uplinks go into one Open vSwitch, which learns addresses per VLAN as a physical switch does. The test plays the agents.</summary>
internal sealed class PhysicalBed : IDisposable
{
    private readonly Namespace _physical = new("phys");

    public PhysicalBed(int hosts, int uplinks)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "network namespaces need root");
        Switch = new OpenVSwitch(_physical);
        Hosts = [.. Enumerable.Range(0, hosts).Select(number => new PhysicalHost(1 + (number * uplinks), uplinks, _physical))];
        foreach (Uplink uplink in Hosts.SelectMany(host => host.Uplinks))
        {
            Switch.Configure("add-port", "br0", uplink.FarName);
        }
    }

    public OpenVSwitch Switch { get; }

    public IReadOnlyList<PhysicalHost> Hosts { get; }

    /// <summary>Cables carry these VLANs with their tags, and nothing without.</summary>
    public void Trunk(params int[] vlans)
    {
        foreach (Uplink uplink in Hosts.SelectMany(host => host.Uplinks))
        {
            Switch.Configure("set", "port", uplink.FarName, $"trunks={string.Join(',', vlans)}", "vlan_mode=trunk");
        }
    }

    public void Dispose()
    {
        foreach (IDisposable part in (IEnumerable<IDisposable>)[.. Hosts, Switch, _physical])
        {
            part.Dispose();
        }
    }
}

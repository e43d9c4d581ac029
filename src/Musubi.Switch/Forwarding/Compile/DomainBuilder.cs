using System.Numerics;
using Musubi.Contracts.Plan;

namespace Musubi.Switch.Forwarding.Compile;

/// <summary>Numbers the VLANs in use and lists the ports of each. Used once, on the control thread.</summary>
internal sealed class DomainBuilder
{
    private readonly List<List<int>> _promiscuous = [[]];
    private readonly List<List<int>> _others = [[]];
    private readonly List<ulong> _bitmaps = [];

    public DomainBuilder(int switches)
    {
        Switches = new SwitchRecord[switches];
        DomainOfVlan = new ushort[switches * ForwardingPlan.VlansPerSwitch];
        for (int i = 0; i < switches; i++)
        {
            Switches[i].FirstVlan = i * ForwardingPlan.VlansPerSwitch;
        }
    }

    public SwitchRecord[] Switches { get; }

    public ushort[] DomainOfVlan { get; }

    public DomainRecord[] Domains { get; private set; } = [];

    public int[] DomainPorts { get; private set; } = [];

    public ulong[] TrunkBitmaps { get; private set; } = [];

    /// <summary>Makes a trunk port's VLAN bitmap and returns where it starts.</summary>
    public int AddTrunk(VlanTrunk trunk)
    {
        int start = _bitmaps.Count;
        ulong[] words = new ulong[VlanBitmap.Words];
        foreach (VlanRange range in trunk.Ranges)
        {
            VlanBitmap.AddRange(words, (int)range.First, (int)range.Last);
        }

        _bitmaps.AddRange(words);
        return start;
    }

    /// <summary>Puts a port into the VLANs that it hears.</summary>
    public void AddPort(int index, in PortRecord port)
    {
        if (!port.Has(PortFlags.Trunk))
        {
            Join(index, in port, port.Vlan);
            return;
        }

        if (Switches[port.Switch].TrunkDomain == 0)
        {
            Switches[port.Switch].TrunkDomain = NewDomain();
        }

        for (int word = 0; word < VlanBitmap.Words; word++)
        {
            for (ulong left = _bitmaps[port.TrunkBitmap + word]; left != 0; left &= left - 1)
            {
                Join(index, in port, (word << 6) + BitOperations.TrailingZeroCount(left));
            }
        }
    }

    public void Finish()
    {
        Domains = new DomainRecord[_others.Count];
        List<int> ports = [];
        for (int i = 0; i < Domains.Length; i++)
        {
            Domains[i] = new DomainRecord
            {
                FirstPort = ports.Count,
                PortCount = _promiscuous[i].Count + _others[i].Count,
                PromiscuousCount = _promiscuous[i].Count,
            };
            ports.AddRange(_promiscuous[i]);
            ports.AddRange(_others[i]);
        }

        DomainPorts = [.. ports];
        TrunkBitmaps = [.. _bitmaps];
    }

    /// <summary>The domain that the port's MAC is found under.</summary>
    public ushort OwnDomain(in PortRecord port) => port.Has(PortFlags.Trunk)
        ? Switches[port.Switch].TrunkDomain
        : DomainOfVlan[Switches[port.Switch].FirstVlan + port.Vlan];

    private void Join(int index, in PortRecord port, int vlan)
    {
        ref ushort domain = ref DomainOfVlan[Switches[port.Switch].FirstVlan + vlan];
        if (domain == 0)
        {
            domain = NewDomain();
        }

        (port.Has(PortFlags.Promiscuous) ? _promiscuous : _others)[domain].Add(index);
    }

    private ushort NewDomain()
    {
        _promiscuous.Add([]);
        _others.Add([]);
        return (ushort)(_others.Count - 1);
    }
}

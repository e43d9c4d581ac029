using Musubi.Contracts.Plan;
using Musubi.Switch.Forwarding.Multicast;

namespace Musubi.Switch.Forwarding.Compile;

/// <summary>Numbers the VLANs in use and lists the ports of each. Used once, on the control thread.</summary>
internal sealed class DomainBuilder
{
    private const int Ranks = 3;

    private readonly List<ulong> _bitmaps = [];
    private readonly List<int> _present = [];
    private readonly Dictionary<string, int> _heard = [];
    private readonly Dictionary<(ushort Switch, uint Primary), ushort> _families = [];

    // Number 0 is nobody's.
    private DomainRecord[] _domains = new DomainRecord[16];
    private int _domainCount = 1;

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

    /// <summary>Makes the bitmap of what a port of a private VLAN hears, once for all that hear the same, and returns where it starts.</summary>
    public int AddHeard(IReadOnlyList<uint> vlans)
    {
        string key = string.Join(',', vlans);
        if (!_heard.TryGetValue(key, out int start))
        {
            _heard[key] = start = _bitmaps.Count;
            ulong[] words = new ulong[VlanBitmap.Words];
            foreach (uint vlan in vlans)
            {
                VlanBitmap.AddRange(words, (int)vlan, (int)vlan);
            }

            _bitmaps.AddRange(words);
        }

        return start;
    }

    /// <summary>The number under which all ports of a private VLAN are found.</summary>
    public ushort FamilyOf(ushort switchIndex, uint primary)
    {
        if (!_families.TryGetValue((switchIndex, primary), out ushort family))
        {
            _families[(switchIndex, primary)] = family = NewDomain();
        }

        return family;
    }

    /// <summary>Puts a port into the VLANs that it hears. In the order of the plan.</summary>
    public void AddPort(int index, in PortRecord port, GroupFiltering filtering)
    {
        if (port.Has(PortFlags.Trunk) && Switches[port.Switch].TrunkDomain == 0)
        {
            Switches[port.Switch].TrunkDomain = NewDomain();
        }

        _present.Add(index);
        for (int vlan = NextVlan(in port, -1); vlan >= 0; vlan = NextVlan(in port, vlan))
        {
            ref ushort domain = ref DomainOfVlan[Switches[port.Switch].FirstVlan + vlan];
            if (domain == 0)
            {
                domain = NewDomain();
            }

            _domains[domain].PortCount++;
            _domains[domain].Family = port.Has(PortFlags.Private) ? port.Family : _domains[domain].Family;
            _domains[domain].Filtering = (GroupFiltering)Math.Max((byte)_domains[domain].Filtering, (byte)filtering);
            _domains[domain].PromiscuousCount += Rank(in port) == 0 ? 1 : 0;
            _domains[domain].UnknownCount += Rank(in port) <= 1 ? 1 : 0;
        }
    }

    /// <summary>Lays the lists of all VLANs out one after the other, now that their lengths are known.</summary>
    public void Finish(PortRecord[] ports)
    {
        TrunkBitmaps = [.. _bitmaps];
        Domains = _domains[.._domainCount];
        int[] next = new int[Domains.Length];
        int total = 0;
        for (int i = 0; i < Domains.Length; i++)
        {
            next[i] = Domains[i].FirstPort = total;
            total += Domains[i].PortCount;
        }

        DomainPorts = new int[total];
        for (int rank = 0; rank < Ranks; rank++)
        {
            foreach (int index in _present)
            {
                if (Rank(in ports[index]) == rank)
                {
                    Place(index, in ports[index], next);
                }
            }
        }
    }

    /// <summary>The domain of a VLAN of a port's switch.</summary>
    public ushort DomainOf(in PortRecord port, int vlan) => DomainOfVlan[Switches[port.Switch].FirstVlan + vlan];

    /// <summary>The first VLAN above <paramref name="vlan"/> that the port hears, or -1.</summary>
    public int NextVlan(in PortRecord port, int vlan) =>
        port.Has(PortFlags.Trunk | PortFlags.Private) ? VlanBitmap.Next(_bitmaps, port.TrunkBitmap, vlan)
        : vlan < port.Vlan ? port.Vlan
        : -1;

    /// <summary>Where among its domain's ports it stands: what hears most comes first.</summary>
    private static int Rank(in PortRecord port) => port.Has(PortFlags.Promiscuous) ? 0 : port.Has(PortFlags.FloodsUnknown) ? 1 : 2;

    private void Place(int index, in PortRecord port, int[] next)
    {
        for (int vlan = NextVlan(in port, -1); vlan >= 0; vlan = NextVlan(in port, vlan))
        {
            DomainPorts[next[DomainOfVlan[Switches[port.Switch].FirstVlan + vlan]]++] = index;
        }
    }

    private ushort NewDomain()
    {
        if (_domainCount == _domains.Length)
        {
            Array.Resize(ref _domains, 2 * _domainCount);
        }

        return (ushort)_domainCount++;
    }
}

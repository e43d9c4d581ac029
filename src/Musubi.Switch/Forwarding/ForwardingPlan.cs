namespace Musubi.Switch.Forwarding;

/// <summary>
/// What every worker reads and nobody writes: configuration, link state and effective MACs, compiled into flat arrays by
/// <see cref="Compile.PlanCompiler"/>. A port is named by its index in <see cref="Ports"/>, which holds for this plan only.
/// </summary>
public sealed class ForwardingPlan
{
    public const int VlansPerSwitch = 4096;

    public static ForwardingPlan Empty { get; } = new()
    {
        Generation = 0,
        Ports = [],
        Switches = [],
        DomainOfVlan = [],
        Domains = [default],
        DomainPorts = [],
        TrunkBitmaps = [],
        Macs = new MacTable(0),
    };

    /// <summary>The agent's generation; recompiling for a link or a MAC keeps it.</summary>
    public required ulong Generation { get; init; }

    public required PortRecord[] Ports { get; init; }

    public required SwitchRecord[] Switches { get; init; }

    /// <summary>Domain numbers by switch and VLAN; 0 where no local port is in the VLAN.</summary>
    public required ushort[] DomainOfVlan { get; init; }

    /// <summary>By domain number; number 0 is nobody's.</summary>
    public required DomainRecord[] Domains { get; init; }

    public required int[] DomainPorts { get; init; }

    /// <summary>64 words of 64 VLANs for each trunk port.</summary>
    public required ulong[] TrunkBitmaps { get; init; }

    public required MacTable Macs { get; init; }

    /// <summary>The domain of a VLAN (0..4094) on a switch, 0 when no local port is in it.</summary>
    public ushort Domain(int switchIndex, int vlan) => DomainOfVlan[Switches[switchIndex].FirstVlan + vlan];

    public bool TrunkCarries(int bitmap, int vlan) => VlanBitmap.Contains(TrunkBitmaps, bitmap, vlan);

    /// <summary>The port that owns a MAC in a VLAN of a switch, or <see cref="MacTable.NotFound"/>.</summary>
    public int Owner(ulong mac, ushort domain, int vlan, int switchIndex)
    {
        int port = Macs.Find(mac, domain);
        ushort trunkDomain = Switches[switchIndex].TrunkDomain;
        if (port != MacTable.NotFound || trunkDomain == 0)
        {
            return port;
        }

        port = Macs.Find(mac, trunkDomain);
        return port != MacTable.NotFound && TrunkCarries(Ports[port].TrunkBitmap, vlan) ? port : MacTable.NotFound;
    }
}

using System.Net;
using Musubi.Contracts.Plan;

namespace Musubi.Switch.Control.Discovery;

/// <summary>A neighbour while its frame is read. Lists are bounded: what is beyond is left out.</summary>
internal sealed class NeighbourDraft
{
    public const int MaxAddresses = 8;
    public const int MaxVlans = 64;

    private readonly List<string> _addresses = [];
    private readonly List<HeardVlan> _vlans = [];

    public string Key { get; private set; } = "";

    public string ChassisId { get; set; } = "";

    public string PortId { get; set; } = "";

    public int Ttl { get; set; }

    public string PortDescription { get; set; } = "";

    public string SystemName { get; set; } = "";

    public string SystemDescription { get; set; } = "";

    public string Platform { get; set; } = "";

    public IReadOnlyList<string> Capabilities { get; set; } = [];

    public int NativeVlan { get; set; }

    public uint Mtu { get; set; }

    public int MaxFrame { get; set; }

    public bool Aggregated { get; set; }

    public uint AggregationPort { get; set; }

    public void SetChassisKey(DiscoveryProtocol protocol, ReadOnlySpan<byte> chassis) => Key = $"{(int)protocol}:{Convert.ToHexString(chassis)}:";

    /// <summary>After the chassis.</summary>
    public void SetPortKey(ReadOnlySpan<byte> port) => Key += Convert.ToHexString(port);

    /// <summary>4 or 16 bytes; others are no address of ours to show.</summary>
    public void AddAddress(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length is 4 or 16 && _addresses.Count < MaxAddresses && new IPAddress(bytes).ToString() is { } text && !_addresses.Contains(text))
        {
            _addresses.Add(text);
        }
    }

    public void AddVlan(int id, ReadOnlySpan<byte> name)
    {
        if (id is >= 1 and <= 4094 && _vlans.Count < MaxVlans)
        {
            _vlans.Add(new HeardVlan(id, DiscoveryText.Of(name)));
        }
    }

    public HeardNeighbour Finish(DiscoveryProtocol protocol) => new()
    {
        Protocol = protocol,
        Key = Key,
        ChassisId = ChassisId,
        PortId = PortId,
        Ttl = Ttl,
        PortDescription = PortDescription,
        SystemName = SystemName,
        SystemDescription = SystemDescription,
        Platform = Platform,
        Capabilities = Capabilities,
        ManagementAddresses = _addresses,
        NativeVlan = NativeVlan,
        Vlans = _vlans,
        Mtu = Mtu,
        MaxFrame = MaxFrame,
        Aggregated = Aggregated,
        AggregationPort = AggregationPort,
    };
}

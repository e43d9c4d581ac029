namespace Musubi.Model.Policy.Filtering;

/// <summary>What a rule asks of a frame: all that is not null must hold. As JSON an object of the texts of <see cref="FilterFields"/>.</summary>
public sealed record FilterMatch
{
    public static FilterMatch Everything { get; } = new();

    public MacMatch? SourceMac { get; init; }

    public MacMatch? DestinationMac { get; init; }

    /// <summary>Behind all tags.</summary>
    public NumberMatch? EtherType { get; init; }

    /// <summary>The VLAN that the frame is in; 0 for none.</summary>
    public NumberMatch? Vlan { get; init; }

    public NumberMatch? Cos { get; init; }

    public AddressMatch? Source { get; init; }

    public AddressMatch? Destination { get; init; }

    public NumberMatch? Protocol { get; init; }

    public NumberMatch? SourcePort { get; init; }

    public NumberMatch? DestinationPort { get; init; }

    public TcpFlagsMatch? TcpFlags { get; init; }

    public NumberMatch? IcmpType { get; init; }

    public NumberMatch? IcmpCode { get; init; }

    public NumberMatch? Dscp { get; init; }

    public TrafficMatch? Traffic { get; init; }
}

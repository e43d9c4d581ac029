namespace Musubi.Switch.Forwarding.Inspection;

/// <summary>What a frame carries, by its EtherType behind all tags.</summary>
public enum NetworkKind : byte
{
    None,
    Arp,
    Ipv4,
    Ipv6,
}

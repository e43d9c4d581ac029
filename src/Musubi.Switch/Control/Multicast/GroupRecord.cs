using Musubi.Switch.Forwarding.Multicast;

namespace Musubi.Switch.Control.Multicast;

/// <summary>One record of a report: what somebody wants to hear of a group.</summary>
internal readonly ref struct GroupRecord(GroupRecordType type, UInt128 group, ReadOnlySpan<byte> sources, int addressBytes)
{
    private readonly ReadOnlySpan<byte> _sources = sources;
    private readonly int _addressBytes = addressBytes;

    public GroupRecordType Type { get; } = type;

    public UInt128 Group { get; } = group;

    public int SourceCount => _sources.Length / _addressBytes;

    public UInt128 Source(int index)
    {
        ReadOnlySpan<byte> bytes = _sources.Slice(index * _addressBytes, _addressBytes);
        return _addressBytes == 4 ? GroupAddresses.ReadIpv4(bytes) : GroupAddresses.ReadIpv6(bytes);
    }
}

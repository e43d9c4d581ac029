using System.Buffers.Binary;
using Musubi.Switch.Forwarding.Multicast;

namespace Musubi.Switch.Control.Multicast;

/// <summary>The records of a report, one after the other (RFC 3376, 4.2.4; RFC 3810, 5.2.4). Ends at the first that is not whole.</summary>
internal ref struct GroupRecords(ReadOnlySpan<byte> bytes, int count, int addressBytes)
{
    private ReadOnlySpan<byte> _left = bytes;
    private int _count = count;

    /// <summary>The next record, if there is one and it is whole.</summary>
    public bool TryNext(out GroupRecord record)
    {
        record = default;
        int header = 4 + addressBytes;
        if (_count == 0 || _left.Length < header)
        {
            return false;
        }

        int sources = BinaryPrimitives.ReadUInt16BigEndian(_left[2..]) * addressBytes;
        int auxiliary = _left[1] * 4;
        if (_left.Length < header + sources + auxiliary)
        {
            return false;
        }

        ReadOnlySpan<byte> group = _left[4..header];
        record = new GroupRecord(
            (GroupRecordType)_left[0], addressBytes == 4 ? GroupAddresses.ReadIpv4(group) : GroupAddresses.ReadIpv6(group), _left.Slice(header, sources), addressBytes);
        _left = _left[(header + sources + auxiliary)..];
        _count--;
        return true;
    }

    /// <summary>Records that were announced and not read.</summary>
    public readonly int Left => _count;
}

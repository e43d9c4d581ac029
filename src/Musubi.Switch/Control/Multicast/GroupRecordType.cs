namespace Musubi.Switch.Control.Multicast;

/// <summary>Types of group records (RFC 3376, 4.2.12; RFC 3810, 5.2.12).</summary>
internal enum GroupRecordType : byte
{
    IsInclude = 1,
    IsExclude = 2,
    ToInclude = 3,
    ToExclude = 4,
    Allow = 5,
    Block = 6,
}

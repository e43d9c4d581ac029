using Musubi.Model.Config;
using Musubi.Model.Policy;

namespace Musubi.Model.Inventory.Editing;

/// <summary>A connection that is wanted, with what it refers to already found.</summary>
/// <param name="Prefix">Put before field names in errors, such as "vnics[0].".</param>
/// <param name="Vm">Empty for a host adapter.</param>
/// <param name="Vnic">Name of the vNIC or host adapter.</param>
/// <param name="Group">Where it is to be connected.</param>
/// <param name="Host">On which host.</param>
/// <param name="Mac">Null: the one it has, or a new one.</param>
/// <param name="Attachment">Where the other end is.</param>
/// <param name="Addresses">IP addresses of a vNIC; null: those it has, or none.</param>
internal sealed record ConnectionWish(
    string Prefix, string Vm, string Vnic, PortGroupConfig Group, HostConfig Host, MacAddress? Mac, AttachmentConfig Attachment, ValueList<string>? Addresses = null)
{
    /// <summary>Of a vNIC; null is the usual.</summary>
    public IoAllocation? Io { get; init; }

    /// <summary>Of a host adapter; null is management.</summary>
    public TrafficType? Traffic { get; init; }
}

namespace Musubi.Model.Config;

/// <summary>An IP interface of the host itself.</summary>
/// <param name="Interface">Its name, 1..15 characters.</param>
/// <param name="Addresses">In CIDR notation; empty when a DHCP client or somebody else configures it.</param>
public sealed record HostAdapterAttachment(string Interface, ValueList<string> Addresses) : AttachmentConfig;

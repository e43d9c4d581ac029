namespace Musubi.Cli.Libvirt;

/// <summary>What Musubi has to know of a libvirt domain.</summary>
/// <param name="Name">The domain's, which is the VM's.</param>
/// <param name="Nics">Those that its metadata gives to port groups, in that order; empty for a domain that is not Musubi's.</param>
internal sealed record Domain(string Name, IReadOnlyList<DomainNic> Nics);

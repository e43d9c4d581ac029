namespace Musubi.Host.Kernel;

/// <summary>A route that somebody set over one of this host's interfaces, as it is kept on disk.</summary>
/// <param name="Destination">In CIDR notation; "0.0.0.0/0" is the default route.</param>
/// <param name="Gateway">Empty where the destination is on the link.</param>
/// <param name="Source">The preferred source; empty for none.</param>
/// <param name="Metric">0 is the kernel's own choice.</param>
/// <param name="Protocol">Who set it (RTPROT_*).</param>
/// <param name="Scope">RT_SCOPE_*.</param>
public sealed record HostRoute(string Destination, string Gateway, string Source, long Metric, int Protocol, int Scope)
{
    /// <summary>Kept of one interface at most.</summary>
    public const int Most = 256;
}

using System.Net;

namespace Musubi.Io.Netlink;

/// <summary>A route of the main table by one interface.</summary>
/// <param name="Destination">The network.</param>
/// <param name="PrefixLength">Its length; 0 is the default route.</param>
/// <param name="Gateway">Null where the destination is on the link.</param>
/// <param name="Source">The preferred source; null for none.</param>
/// <param name="Metric">Lower is better; 0 is the kernel's own choice.</param>
/// <param name="Protocol">Who set it: 3 boot, 4 static, 16 DHCP… (RTPROT_*); never 2, the kernel.</param>
/// <param name="Scope">0 everywhere, 253 on the link (RT_SCOPE_*).</param>
public sealed record RouteInfo(IPAddress Destination, int PrefixLength, IPAddress? Gateway, IPAddress? Source, uint Metric, byte Protocol, byte Scope)
{
    public override string ToString() => $"{Destination}/{PrefixLength}" + (Gateway is null ? "" : $" via {Gateway}");
}

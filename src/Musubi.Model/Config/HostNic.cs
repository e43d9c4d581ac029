namespace Musubi.Model.Config;

/// <summary>A physical NIC that a host reported.</summary>
/// <param name="Id">"pci:…", "mac:…" or "name:…".</param>
/// <param name="Name">Its present name.</param>
/// <param name="Mtu">Bytes.</param>
/// <param name="UsedBy">
/// "standard switch NAME" or "distributed switch NAME"; empty when free. An inventory believes it for the other kind of switch only:
/// that is how the controller learns what standard switches took, and an agent what the fabric took.
/// </param>
/// <param name="Address">One of the host's own IP addresses on it (CIDR notation); empty when it has none. Only a bare NIC becomes an uplink.</param>
/// <param name="SpeedMbps">Of its link, when that told it last; 0 when it never did.</param>
public sealed record HostNic(string Id, string Name, int Mtu, string UsedBy = "", string Address = "", int SpeedMbps = 0)
{
    /// <summary>What a host reports now, with the speeds that it told last of NICs whose link tells none.</summary>
    public static ValueList<HostNic> Latest(ValueList<HostNic> reported, ValueList<HostNic> known) =>
        [.. reported.Select(nic => nic.SpeedMbps > 0 ? nic : nic with { SpeedMbps = known.FirstOrDefault(former => former.Id == nic.Id)?.SpeedMbps ?? 0 })];
}

namespace Musubi.Model.Services;

/// <summary>Who asks for listeners in a VLAN.</summary>
/// <param name="IsOwn">The switch itself.</param>
/// <param name="Address">Another's IP address; empty where the switch asks or nobody does.</param>
/// <param name="Uplink">The uplink by which the other was heard; empty for none.</param>
/// <param name="PortId">The vNIC's port by which it was heard; empty for none.</param>
public sealed record QuerierRuntime(bool IsOwn, string Address, string Uplink, Guid PortId)
{
    public static QuerierRuntime Nobody { get; } = new(false, "", "", Guid.Empty);

    public static QuerierRuntime Own { get; } = new(true, "", "", Guid.Empty);
}

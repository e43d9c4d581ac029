using Musubi.Model.Config;
using Musubi.Model.Services;

namespace Musubi.Model.Inventory.Editing;

/// <summary>One host's part of a migration from standard switches, while it is judged.</summary>
/// <param name="Field">Where it stands in the request, such as "hosts[0]".</param>
/// <param name="Host">The host.</param>
/// <param name="Facts">What it last told.</param>
/// <param name="AcceptVlan">Doubts about VLANs hold nothing up.</param>
internal sealed record HostMigration(string Field, HostConfig Host, HostRuntime Facts, bool AcceptVlan)
{
    /// <summary>Standard switches by the ids of the NICs that they give up.</summary>
    public Dictionary<string, StandardSwitch> Nics { get; } = [];

    /// <summary>Ports that give their connections up.</summary>
    public List<MovingPort> Ports { get; } = [];

    /// <summary>A connected port of a standard switch on its way to a port group.</summary>
    /// <param name="Place">The field that says so.</param>
    internal sealed record MovingPort(StandardSwitch Owner, StandardPortGroup Group, StandardPort Port, PortGroupConfig Target, string Place);
}

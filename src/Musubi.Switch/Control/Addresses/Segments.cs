using Musubi.Contracts.Plan;

namespace Musubi.Switch.Control.Addresses;

/// <summary>
/// Names the networks of a plan's switches: a VLAN is one, and all VLANs of a private VLAN together are the network of its primary, in which one guest's
/// answers come from another VLAN than it asks in. Immutable.
/// </summary>
public sealed class Segments
{
    private readonly Dictionary<(uint Switch, int Vlan), int> _primaries = [];

    public Segments(SwitchPlan plan)
    {
        foreach (PlannedPort port in plan.Ports)
        {
            if (port.Vnic?.Vlan?.Private is { } vlan)
            {
                foreach (uint id in (IEnumerable<uint>)[vlan.Sends, .. vlan.Hears])
                {
                    _primaries[(port.SwitchKey, (int)id)] = (int)vlan.Primary;
                }
            }
        }
    }

    public static Segments None { get; } = new(new SwitchPlan());

    /// <param name="switchKey">Of the switch.</param>
    /// <param name="vlan">0..4094.</param>
    public int Of(uint switchKey, int vlan) => _primaries.GetValueOrDefault((switchKey, vlan), vlan);

    /// <summary>The network of a port that is in one only; 0 for a trunk.</summary>
    public int Of(uint switchKey, VlanSettings vlan) => vlan.ModeCase switch
    {
        VlanSettings.ModeOneofCase.Access => Of(switchKey, (int)vlan.Access),
        VlanSettings.ModeOneofCase.Private => (int)vlan.Private.Primary,
        _ => 0,
    };
}

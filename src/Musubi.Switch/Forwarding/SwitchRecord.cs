namespace Musubi.Switch.Forwarding;

/// <summary>One switch as workers see it.</summary>
public struct SwitchRecord
{
    /// <summary>Where the switch's 4,096 domain numbers start in <see cref="ForwardingPlan.DomainOfVlan"/>.</summary>
    public int FirstVlan;

    /// <summary>The number under which trunk ports' MACs are found, or 0 when the switch has no trunk port.</summary>
    public ushort TrunkDomain;
}

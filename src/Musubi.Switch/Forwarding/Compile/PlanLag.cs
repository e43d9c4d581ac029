using Musubi.Contracts.Plan;
using Musubi.Switch.Forwarding.Lags;

namespace Musubi.Switch.Forwarding.Compile;

/// <summary>A LAG as the plan has it. Does not change with what LACP finds.</summary>
/// <param name="Id">In the plan.</param>
/// <param name="Index">Beyond the indexes of the plan's ports.</param>
/// <param name="Bit">Its own among the uplinks of its switch.</param>
/// <param name="Members">Plan indexes, in order.</param>
/// <param name="Fields">What decides.</param>
public sealed record PlanLag(string Id, int Index, uint Bit, int[] Members, LagFields Fields)
{
    /// <summary>What a valid plan's hash means.</summary>
    public static LagFields FieldsOf(LagHash hash)
    {
        LagFields fields = hash.Fields switch
        {
            LagHashFields.Mac => LagFields.SourceMac | LagFields.DestinationMac,
            LagHashFields.Ip => LagFields.SourceAddress | LagFields.DestinationAddress,
            _ => LagFields.SourceAddress | LagFields.DestinationAddress | LagFields.SourcePort | LagFields.DestinationPort,
        };
        LagFields sides = hash.Sides switch
        {
            LagHashSides.Source => LagFields.SourceMac | LagFields.SourceAddress | LagFields.SourcePort,
            LagHashSides.Destination => LagFields.DestinationMac | LagFields.DestinationAddress | LagFields.DestinationPort,
            _ => ~LagFields.Vlan,
        };
        return (fields & sides) | (hash.Vlan ? LagFields.Vlan : LagFields.None);
    }
}

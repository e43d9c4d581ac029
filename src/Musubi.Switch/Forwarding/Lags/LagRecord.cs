namespace Musubi.Switch.Forwarding.Lags;

/// <summary>
/// A LAG as workers see it. Towards ports it is one uplink, whose plan index is its number beyond those of the ports; its members have its bit.
/// </summary>
public readonly struct LagRecord(LagFields fields, uint bit, int spread)
{
    public readonly LagFields Fields = fields;

    /// <summary>Its own among the uplinks of its switch, which all of its members have as <see cref="PortRecord.Team"/>.</summary>
    public readonly uint Bit = bit;

    /// <summary>Where its table starts in <see cref="ForwardingPlan.Spreads"/>: a member for each bucket, or <see cref="PortRecord.NoUplink"/> in all.</summary>
    public readonly int Spread = spread;
}

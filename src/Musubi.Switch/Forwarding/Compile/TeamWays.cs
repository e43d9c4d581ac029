namespace Musubi.Switch.Forwarding.Compile;

/// <summary>By which uplinks the frames of a team's ports leave, as far as it is the same for all of them. Made for each compiled plan.</summary>
public sealed class TeamWays
{
    public required TeamHealth Health { get; init; }

    /// <summary>
    /// Where a table starts in <see cref="ForwardingPlan.Spreads"/>: where frames decide, one with an uplink for each bucket; where they leave by
    /// all uplinks, a list that ends with <see cref="PortRecord.NoUplink"/>. Otherwise 0.
    /// </summary>
    public int Spread { get; init; }

    /// <summary>Plan indexes of all uplinks in that table, each once.</summary>
    public int[] Uplinks { get; init; } = [];

    /// <summary>Their bits, and where IP addresses decide those of all active uplinks: by which frames come in.</summary>
    public uint Bits { get; init; }
}

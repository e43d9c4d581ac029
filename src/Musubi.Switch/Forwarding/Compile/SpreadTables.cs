using Musubi.Contracts.Plan;

namespace Musubi.Switch.Forwarding.Compile;

/// <summary>
/// For teaming that decides frame by frame: which uplink the frames of each bucket leave by. One table for all ports with the same
/// order of uplinks. Used once, on the control thread.
/// </summary>
internal sealed class SpreadTables(Dictionary<string, int> index, Func<string, bool> isUp)
{
    private readonly Dictionary<string, int> _starts = [];
    private readonly List<int> _tables = [];

    public int[] ToArray() => [.. _tables];

    public int this[int place] => _tables[place];

    /// <summary>Where the table of these settings starts.</summary>
    public int Add(TeamingSettings teaming)
    {
        string key = string.Join(',', teaming.Active) + '|' + string.Join(',', teaming.Standby);
        if (!_starts.TryGetValue(key, out int start))
        {
            _starts[key] = start = _tables.Count;
            for (uint bucket = 0; bucket < FlowHash.Buckets; bucket++)
            {
                _tables.Add(UplinkChoice.OfBucket(teaming, bucket, isUp) is { } uplink ? index[uplink] : PortRecord.NoUplink);
            }
        }

        return start;
    }
}

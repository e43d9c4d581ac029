namespace Musubi.Fleet.Fabrics;

/// <summary>A distributed switch over all hosts.</summary>
/// <param name="Name">Unique.</param>
/// <param name="Nics">Of each host, one for each uplink, in order.</param>
internal sealed record PlannedSwitch(string Name, IReadOnlyList<string> Nics)
{
    /// <summary>Further members as the API takes them.</summary>
    public IReadOnlyDictionary<string, object> More { get; init; } = new Dictionary<string, object>();
}

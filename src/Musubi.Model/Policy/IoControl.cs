namespace Musubi.Model.Policy;

/// <summary>How the uplinks of a distributed switch are shared by what leaves by them (Network I/O Control).</summary>
public sealed record IoControl
{
    public static IoControl Off { get; } = new();

    public bool Enabled { get; init; }

    /// <summary>Types of which something else than the usual is said, in the order of <see cref="TrafficTypeWords.All"/>.</summary>
    public ValueList<IoTraffic> Traffic { get; init; } = [];

    /// <summary>What a type has, said or usual.</summary>
    public IoTraffic Of(TrafficType type) => Traffic.FirstOrDefault(one => one.Type == type) ?? IoTraffic.UsualOf(type);
}

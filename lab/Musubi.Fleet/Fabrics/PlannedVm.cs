namespace Musubi.Fleet.Fabrics;

/// <summary>A VM with a vNIC in each of its port groups.</summary>
internal sealed record PlannedVm(string Name, string Host, params IReadOnlyList<string> Groups);

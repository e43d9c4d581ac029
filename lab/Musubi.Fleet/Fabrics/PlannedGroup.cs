namespace Musubi.Fleet.Fabrics;

/// <summary>A port group.</summary>
/// <param name="Name">Unique.</param>
/// <param name="Switch">Its name.</param>
/// <param name="Policy">As the API takes it.</param>
internal sealed record PlannedGroup(string Name, string Switch, object Policy);

namespace Musubi.Model.Resources;

/// <summary>A list of resources at one revision, from which a watch can go on.</summary>
/// <param name="Revision">Of the inventory.</param>
/// <param name="Total">How many match, of which <paramref name="Items"/> is a part when there are more than the limit.</param>
/// <param name="Items">Ordered by name, or by switch and number.</param>
public sealed record ListResource<T>(long Revision, int Total, ValueList<T> Items);

namespace Musubi.Model.Policy.Filtering;

/// <summary>Traffic filtering and marking of one level. It is inherited whole: a level that has one of its own replaces that of the level above.</summary>
/// <param name="Enabled">Otherwise the rules are kept and nothing is filtered or marked.</param>
/// <param name="Rules">The first that a frame meets decides; one that meets none passes.</param>
public sealed record FilteringConfig(bool Enabled, ValueList<FilterRule> Rules)
{
    /// <summary>Nothing is filtered or marked.</summary>
    public static FilteringConfig Off { get; } = new(false, []);

    /// <summary>Rules are in force.</summary>
    public bool IsActive => Enabled && Rules.Count > 0;
}

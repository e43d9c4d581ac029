using Musubi.Model.Policy.Filtering;

namespace Musubi.Model.Commands;

/// <summary>A change of traffic filtering and marking. Null inherits again, which only both together can.</summary>
public readonly record struct FilteringSpec(Setting<bool?> Enabled, Setting<ValueList<FilterRule>?> Rules)
{
    /// <summary>Takes from above again, or has nothing where nothing is above.</summary>
    public static FilteringSpec Inherit { get; } = new(new Setting<bool?>(null), new Setting<ValueList<FilterRule>?>(null));

    public bool IsGiven => Enabled.IsGiven || Rules.IsGiven;

    /// <summary>Something of its own is set.</summary>
    public bool IsSet => Enabled.Value is not null || Rules.Value is not null;
}

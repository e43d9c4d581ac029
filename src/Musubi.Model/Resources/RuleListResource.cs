namespace Musubi.Model.Resources;

/// <summary>The rules that apply somewhere, and how many frames met each.</summary>
public sealed record RuleListResource
{
    /// <summary>Whose they are: "port prod/12", "portgroup web", "uplinks of switch prod".</summary>
    public required string Of { get; init; }

    /// <summary>The level that gives them: "port", "portGroup", "switch" or "default".</summary>
    public string Origin { get; init; } = "default";

    public bool Enabled { get; init; }

    /// <summary>Ports, or uplinks of hosts, whose hits are summed: those that have these rules and have told.</summary>
    public int Counted { get; init; }

    /// <summary>The oldest of what was summed; absent when nobody has told.</summary>
    public DateTimeOffset? ReadAt { get; init; }

    public ValueList<FilterRuleResource> Rules { get; init; } = [];
}

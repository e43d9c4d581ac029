namespace Musubi.Switch.Tests.Forwarding.Property;

/// <summary>From now on this, and nothing else, is known of groups.</summary>
public sealed record GroupsChange(IReadOnlyList<GroupFact> Facts) : Step
{
    public override string ToString() => $"of groups is known: {string.Join("; ", Facts)}";
}

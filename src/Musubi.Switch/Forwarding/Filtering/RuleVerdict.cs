namespace Musubi.Switch.Forwarding.Filtering;

/// <summary>What a rule does with a frame that meets it.</summary>
/// <param name="Rule">Its position in the rule set, or -1: no rule was met.</param>
/// <param name="Drops">The frame goes no further.</param>
/// <param name="Cos">The priority that it gets, 0..7, or -1: its own.</param>
/// <param name="Dscp">The DSCP that it gets, 0..63, or -1: its own.</param>
public readonly record struct RuleVerdict(short Rule, bool Drops, sbyte Cos, sbyte Dscp)
{
    /// <summary>No rule was met: the frame passes as it is.</summary>
    public static RuleVerdict None { get; } = new(-1, false, -1, -1);

    public bool Marks => Cos >= 0 || Dscp >= 0;
}

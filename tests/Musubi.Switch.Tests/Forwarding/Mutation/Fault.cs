namespace Musubi.Switch.Tests.Forwarding.Mutation;

/// <summary>One mistake that somebody could make: a text of a source file, found exactly once, and what stands there instead.</summary>
public sealed record Fault(string Name, string File, string Text, string Instead)
{
    public override string ToString() => Name;
}

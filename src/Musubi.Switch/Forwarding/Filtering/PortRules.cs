namespace Musubi.Switch.Forwarding.Filtering;

/// <summary>The rules of one port, and the numbers of its counts of them, by position in the set. Immutable; any thread.</summary>
public sealed class PortRules(CompiledRules compiled, int[] counts)
{
    public CompiledRules Compiled => compiled;

    public ReadOnlySpan<int> Counts => counts;
}

namespace Musubi.Switch.Forwarding.Filtering;

/// <summary>The table of a field that not every frame has: rules that ask for it are not met by frames without.</summary>
/// <param name="absent">The row of the rules that do not ask for it.</param>
internal sealed class OptionalTable(IntervalTable<uint> table, int absent)
{
    public int Find(bool isPresent, uint value) => isPresent ? table.Find(value) : absent;
}

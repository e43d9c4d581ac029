namespace Musubi.Switch.Forwarding.Filtering;

/// <summary>Makes tables of fields that not every frame has.</summary>
internal static class OptionalTables
{
    /// <summary>Null when no rule asks for the field.</summary>
    public static OptionalTable? BuildOptional(this IntervalTableBuilder<uint> builder, RowStore store) =>
        builder.BuildIfAsked(store) is { } table ? new OptionalTable(table, builder.AddAbsent(store)) : null;
}

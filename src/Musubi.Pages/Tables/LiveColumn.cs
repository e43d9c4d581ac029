using Microsoft.AspNetCore.Components;

namespace Musubi.Pages.Tables;

/// <summary>A column of a <see cref="LiveTable{TRow}"/>.</summary>
/// <typeparam name="TRow">What a row shows.</typeparam>
/// <param name="Title">Its head.</param>
/// <param name="Cell">What stands in a row.</param>
public sealed record LiveColumn<TRow>(string Title, RenderFragment<TRow> Cell)
{
    /// <summary>By what the table is sorted when the head is clicked; null: it is not sorted by this.</summary>
    public Func<TRow, IComparable?>? Sort { get; init; }

    /// <summary>Numbers stand under each other.</summary>
    public bool Numeric { get; init; }

    /// <summary>CSS width, such as "12rem"; null: as much as is left.</summary>
    public string? Width { get; init; }

    /// <summary>Shown only where there is room for it.</summary>
    public bool Wide { get; init; }

    internal string? Class => (Numeric, Wide) switch { (true, true) => "numbers wide", (true, false) => "numbers", (false, true) => "wide", _ => null };
}

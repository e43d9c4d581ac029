using AngleSharp.Dom;
using Bunit;
using Microsoft.AspNetCore.Components;
using Musubi.Pages.Tables;

namespace Musubi.Pages.Tests.Components;

/// <summary>A table filters, sorts, and says what it has nothing of.</summary>
public sealed class LiveTableTests : ComponentTest
{
    private static readonly string[] Names = ["web 1", "db 2", "web 3"];

    [Fact]
    public void Each_word_of_the_filter_must_stand_in_the_row_in_any_letters()
    {
        IRenderedComponent<LiveTable<string>> table = Table(Names);
        table.Find("[data-testid=filter]").Input("3 WEB");
        Assert.Equal(["web 3"], Rows(table));
        Assert.Equal("1 of 3", table.Find(".table-count").TextContent);
    }

    [Fact]
    public void A_head_sorts_and_sorts_the_other_way_and_says_so()
    {
        IRenderedComponent<LiveTable<string>> table = Table(Names);
        table.Find(".table-sort").Click();
        Assert.Equal(["db 2", "web 1", "web 3"], Rows(table));
        Assert.Equal("ascending", table.Find("th").GetAttribute("aria-sort"));
        table.Find(".table-sort").Click();
        Assert.Equal(["web 3", "web 1", "db 2"], Rows(table));
        Assert.Equal("descending", table.Find("th").GetAttribute("aria-sort"));
    }

    [Fact]
    public void Filter_and_order_outlive_the_rows()
    {
        IRenderedComponent<LiveTable<string>> table = Table(Names);
        table.Find(".table-sort").Click();
        table.Find("[data-testid=filter]").Input("web");
        table.Render(parameters => parameters.Add(one => one.Rows, ["web 9", "web 0", "db 1"]));
        Assert.Equal(["web 0", "web 9"], Rows(table));
    }

    [Fact]
    public void No_rows_and_no_match_are_told_apart()
    {
        IRenderedComponent<LiveTable<string>> table = Table([]);
        Assert.Equal("nothing yet", table.Find(".table-empty").TextContent);
        table.Render(parameters => parameters.Add(one => one.Rows, Names));
        table.Find("[data-testid=filter]").Input("vpn");
        Assert.NotEqual("nothing yet", table.Find(".table-empty").TextContent);
    }

    [Fact]
    public void A_table_is_no_narrower_than_its_columns_and_those_for_wide_windows_do_not_count_in_narrow_ones()
    {
        string style = Table(Names).Find("table").GetAttribute("style")!;
        Assert.Contains("--table-width: calc(9rem + 4rem)", style, StringComparison.Ordinal);
        Assert.Contains("--table-narrow: calc(9rem)", style, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Rows(IRenderedComponent<LiveTable<string>> table) => table.FindAll("tbody td:first-child").Select(cell => cell.TextContent);

    private IRenderedComponent<LiveTable<string>> Table(IReadOnlyList<string> rows) => Render<LiveTable<string>>(parameters => parameters
        .Add(one => one.Rows, rows)
        .Add(one => one.Columns, [new LiveColumn<string>("Name", Cell) { Sort = row => row }, new LiveColumn<string>("Letters", Cell) { Width = "4rem", Wide = true, Numeric = true }])
        .Add(one => one.Key, row => row)
        .Add(one => one.Text, row => row)
        .Add(one => one.Label, "names")
        .Add(one => one.Empty, "nothing yet"));

    private static RenderFragment Cell(string row) => builder => builder.AddContent(0, row);
}

using Spectre.Console;
using Spectre.Console.Rendering;

namespace Musubi.Cli.Output;

/// <summary>
/// Writes tables without lines, as wide as their cells: the terminal, or what stands behind the pipe, decides what to do about long lines.
/// Cells are plain text, never markup, so a name with brackets is shown as it is.
/// </summary>
internal static class TableWriter
{
    /// <summary>Wide enough that nothing is ever folded.</summary>
    private const int Unbounded = 1 << 20;

    public static void Write(TextWriter output, bool colours, IReadOnlyList<Column> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        Table table = new Table().NoBorder();
        foreach (Column column in columns)
        {
            TableColumn header = new(new Text(column.Header, new Style(decoration: Decoration.Bold))) { NoWrap = true, Padding = new Padding(0, 0, 2, 0) };
            table.AddColumn(column.Right ? header.RightAligned() : header);
        }

        foreach (IReadOnlyList<string> row in rows)
        {
            table.AddRow(columns.Select((column, i) => Cell(column, row[i])));
        }

        Render(output, colours, table);
    }

    /// <summary>Writes label and value pairs; a label may be empty.</summary>
    public static void WritePairs(TextWriter output, bool colours, IEnumerable<(string Label, string Value)> pairs)
    {
        Grid grid = new Grid().AddColumn(new GridColumn().NoWrap().PadLeft(0).PadRight(2)).AddColumn(new GridColumn().NoWrap().PadLeft(0).PadRight(0));
        foreach ((string label, string value) in pairs)
        {
            grid.AddRow(new Text(SafeText.Of(label), new Style(decoration: Decoration.Bold)), new Text(SafeText.Of(value)));
        }

        Render(output, colours, grid);
    }

    private static Text Cell(Column column, string value)
    {
        Color? colour = column.State ? ColourOf(value) : null;
        return new Text(SafeText.Of(value.Length > 0 ? value : "-"), colour is { } known ? new Style(known) : Style.Plain);
    }

    private static Color? ColourOf(string state) => state switch
    {
        "done" or "up" or "connected" or "running" => Color.Green,
        "pending" => Color.Yellow,
        "error" or "down" or "disconnected" or "stopped" or "warning" => Color.Red,
        _ => null,
    };

    private static void Render(TextWriter output, bool colours, IRenderable content)
    {
        using StringWriter text = new();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(text),
            Ansi = colours ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = colours ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
        });
        console.Profile.Width = Unbounded;
        console.Write(content);
        foreach (ReadOnlySpan<char> line in text.ToString().AsSpan().TrimEnd('\n').EnumerateLines())
        {
            output.WriteLine(line.TrimEnd(' ').ToString());
        }
    }
}

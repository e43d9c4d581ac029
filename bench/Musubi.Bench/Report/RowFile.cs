namespace Musubi.Bench.Report;

/// <summary>The rows of a run: written as they come, so that a run that is broken off keeps what it has.</summary>
internal sealed class RowFile : IDisposable
{
    private readonly StreamWriter _file;

    public RowFile(string path)
    {
        bool isNew = !File.Exists(path) || new FileInfo(path).Length == 0;
        _file = new StreamWriter(path, append: true) { AutoFlush = true };
        if (isNew)
        {
            _file.WriteLine(Row.Heading);
        }
    }

    /// <exception cref="BenchException">A word has a comma in it: the row could not be read again.</exception>
    public void Add(Row row)
    {
        if (row.Case.Contains(',', StringComparison.Ordinal) || row.Unit.Contains(',', StringComparison.Ordinal))
        {
            throw new BenchException($"a row's words have no comma: {row.Case}, {row.Unit}");
        }

        _file.WriteLine(row);
        Console.WriteLine(row);
    }

    public void Dispose() => _file.Dispose();

    public static IReadOnlyList<Row> Read(string path) => [.. File.ReadLines(path).Where(line => line.Length > 0 && line != Row.Heading).Select(Row.Parse)];
}

namespace Musubi.Fuzz;

/// <summary>A list of operations; as text one to a line, with comments after '#'.</summary>
internal sealed record FuzzCase(IReadOnlyList<FuzzOperation> Operations)
{
    public static FuzzCase Parse(string text) => new([.. text.Split('\n')
        .Select(line => line.Split('#')[0].Trim())
        .Where(line => line.Length > 0)
        .Select(FuzzOperation.Parse)]);

    public string ToText() => string.Concat(Operations.Select(operation => operation + "\n"));

    public FuzzCase Without(int index) => new([.. Operations.Where((_, i) => i != index)]);
}

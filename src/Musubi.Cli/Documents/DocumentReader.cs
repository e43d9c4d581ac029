using System.Text;
using System.Text.Json.Nodes;

namespace Musubi.Cli.Documents;

/// <summary>Reads files of one or many documents, YAML or JSON. What begins with "{" or "[" is JSON. A list at the top counts as so many documents.</summary>
internal static class DocumentReader
{
    /// <param name="text">The file; read to its end or to the limit.</param>
    /// <param name="file">Its name in errors.</param>
    /// <exception cref="CliException">The file is too long, or no YAML and no JSON; every error names its line.</exception>
    public static List<ReadDocument> Read(TextReader text, string file)
    {
        string content = ReadBounded(text, file);
        ReadOnlySpan<char> start = content.AsSpan().TrimStart("\ufeff \t\r\n");
        bool isJson = start.Length > 0 && start[0] is '{' or '[';
        List<ReadDocument> documents = isJson ? JsonDocuments.Read(content, file) : YamlDocuments.Read(content, file);
        return [.. documents.SelectMany(Spread).Where(d => d.Value is not null)];
    }

    private static IEnumerable<ReadDocument> Spread(ReadDocument document)
    {
        if (document.Value is not JsonArray list)
        {
            return [document];
        }

        List<ReadDocument> items = [];
        for (int i = 0; i < list.Count; i++)
        {
            string prefix = $"[{i}]";
            Dictionary<string, int> lines = new(StringComparer.Ordinal);
            foreach ((string path, int line) in document.Lines.Where(l => l.Key.StartsWith(prefix, StringComparison.Ordinal)))
            {
                lines[path[prefix.Length..].TrimStart('.')] = line;
            }

            items.Add(new ReadDocument(list[i]?.DeepClone(), document.Lines.GetValueOrDefault(prefix, document.Line), lines));
        }

        return items;
    }

    private static string ReadBounded(TextReader text, string file)
    {
        StringBuilder content = new();
        char[] buffer = new char[64 * 1024];
        int count;
        while ((count = text.Read(buffer)) > 0)
        {
            content.Append(buffer, 0, count);
            if (content.Length > DocumentLimits.MaxCharacters)
            {
                throw new CliException(ExitCode.Invalid, $"{file}: must be at most {DocumentLimits.MaxCharacters} characters");
            }
        }

        return content.ToString();
    }
}

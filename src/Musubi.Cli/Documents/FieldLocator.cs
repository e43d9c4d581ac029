using System.Globalization;
using System.Text.RegularExpressions;

namespace Musubi.Cli.Documents;

/// <summary>Turns the server's name of a field, "documents[3] PortGroup web: policy.vlan", into one with file and line.</summary>
internal sealed partial class FieldLocator(string file, IReadOnlyList<ReadDocument> documents)
{
    public string Locate(string field)
    {
        Match match = DocumentForm().Match(field);
        if (!match.Success || !int.TryParse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int index) || index >= documents.Count)
        {
            return field.Length > 0 ? $"{file}: {field}" : file;
        }

        string rest = match.Groups[2].Value;
        int colon = rest.LastIndexOf(": ", StringComparison.Ordinal);
        string path = colon < 0 ? "" : rest[(colon + 2)..];
        return string.Create(CultureInfo.InvariantCulture, $"{file}:{LineOf(documents[index], path)}: {rest.TrimEnd(' ', ':')}");
    }

    /// <summary>The line of the field, or of the nearest thing around it.</summary>
    private static int LineOf(ReadDocument document, string path)
    {
        while (path.Length > 0)
        {
            if (document.Lines.TryGetValue(path, out int line))
            {
                return line;
            }

            path = path[..Math.Max(0, path.LastIndexOfAny(['.', '[']))];
        }

        return document.Line;
    }

    [GeneratedRegex(@"^documents\[(\d+)\]\s*(.*)$", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex DocumentForm();
}

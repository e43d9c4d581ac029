namespace Musubi.Switch.Tests.Conformance;

/// <summary>
/// A table of cases for one policy: ports, then cases. <c>README.md</c> in the folder of the cases says how it is written.
/// </summary>
/// <param name="Name">The file's, without its ending.</param>
/// <param name="MemoryOnly">Its frames cannot be sent by real ports.</param>
/// <param name="Setup">Lines that describe the switch and its ports.</param>
public sealed record ConformanceFile(string Name, bool MemoryOnly, IReadOnlyList<ConformanceStep> Setup, IReadOnlyList<ConformanceCase> Cases)
{
    /// <summary>All files, read once.</summary>
    public static IReadOnlyList<ConformanceFile> All { get; } =
    [
        .. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Conformance", "Cases"), "*.case").Order()
            .Select(path => Read(Path.GetFileNameWithoutExtension(path), File.ReadAllLines(path))),
    ];

    /// <exception cref="FormatException">Names the file, the line and what is wrong with it.</exception>
    public static ConformanceFile Read(string name, IReadOnlyList<string> lines)
    {
        List<ConformanceStep> setup = [];
        List<ConformanceCase> cases = [];
        List<ConformanceStep> steps = setup;
        bool memoryOnly = false;
        for (int i = 0; i < lines.Count; i++)
        {
            string text = lines[i].Trim();
            string[] words = text.StartsWith('#') ? [] : text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            switch (words)
            {
                case []:
                    break;
                case ["case", ..]:
                    steps = [];
                    cases.Add(new ConformanceCase(text[5..].Trim(), steps));
                    break;
                case ["memory-only"]:
                    memoryOnly = true;
                    break;
                case ["get" or "drop", _, ..] when steps.Count > 0 && steps[^1].Words[0] == "send":
                    steps[^1].Expected.Add(words);
                    break;
                case ["switch" or "port" or "plan" or "rule", ..] when steps == setup:
                case ["send" or "link" or "wait" or "hits" or "up" or "beacons" or "fresh" or "left" or "load" or "lag", _, ..] when steps != setup:
                    steps.Add(new ConformanceStep(i + 1, words, []));
                    break;
                default:
                    throw new FormatException($"{name}, line {i + 1}: '{text}' cannot stand here");
            }
        }

        return new ConformanceFile(name, memoryOnly, setup, cases);
    }
}

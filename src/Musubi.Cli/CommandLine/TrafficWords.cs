using Musubi.Model.Policy;

namespace Musubi.Cli.CommandLine;

/// <summary>Traffic types as options take them: the words of the API with hyphens, such as virtual-machine.</summary>
internal static class TrafficWords
{
    public static string[] All { get; } = [.. TrafficTypeWords.All.Select(type => Hyphenate(TrafficTypeWords.Word(type)))];

    /// <summary>A vNIC's is never another than virtual-machine, and that is never a host adapter's.</summary>
    public static string[] OfAdapters { get; } = [.. TrafficTypeWords.All.Where(type => type != TrafficType.VirtualMachine).Select(type => Hyphenate(TrafficTypeWords.Word(type)))];

    /// <summary>The word of the API; null for null and for a word that is none.</summary>
    public static string? ToApi(string? word) =>
        TrafficTypeWords.All.Select(TrafficTypeWords.Word).FirstOrDefault(known => Hyphenate(known) == word);

    /// <summary>"faultTolerance" → "fault-tolerance".</summary>
    private static string Hyphenate(string word) => string.Concat(word.Select(c => char.IsAsciiLetterUpper(c) ? $"-{char.ToLowerInvariant(c)}" : c.ToString()));
}

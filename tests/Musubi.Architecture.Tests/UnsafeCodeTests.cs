using System.Text.RegularExpressions;

namespace Musubi.Architecture.Tests;

/// <summary>Unsafe code lives in Musubi.Io, and each place says why it is safe.</summary>
public sealed partial class UnsafeCodeTests
{
    private static readonly string[] SafeFolders =
    [
        "src/Musubi.Model", "src/Musubi.Api", "src/Musubi.Switch", "src/Musubi.Host", "src/Musubi.Controller", "src/Musubi.Cli",
        "src/Musubi.Contracts", "lab/Musubi.Lab", "lab/Musubi.Fleet", "fuzz/Musubi.Fuzz",
    ];

    public static TheoryData<string> Folders => [.. SafeFolders];

    [Theory]
    [MemberData(nameof(Folders))]
    public void Outside_Io_there_is_no_unsafe_code(string folder) =>
        Assert.DoesNotContain(Repository.Sources(folder), file => UnsafeWords().IsMatch(WithoutCommentsAndStrings(File.ReadAllText(file))));

    [Fact]
    public void Only_Io_is_compiled_with_unsafe_blocks_allowed()
    {
        string[] allowing = [.. Repository.Projects()
            .Where(file => Repository.Load(file).Descendants("AllowUnsafeBlocks").Any(element => element.Value == "true"))
            .Select(file => Path.GetFileNameWithoutExtension(file)!)
            .Where(name => !name.StartsWith("Musubi.Io.", StringComparison.Ordinal))];
        Assert.Equal(["Musubi.Io"], allowing);
    }

    [Fact]
    public void The_check_itself_finds_unsafe_words()
    {
        Assert.Matches(UnsafeWords(), WithoutCommentsAndStrings("unsafe { }"));
        Assert.Matches(UnsafeWords(), WithoutCommentsAndStrings("x = MemoryMarshal.Cast<byte, int>(s);"));
        Assert.DoesNotMatch(UnsafeWords(), WithoutCommentsAndStrings("// unsafe here\nvar s = \"unsafe\";"));
    }

    private static string WithoutCommentsAndStrings(string source) => CommentsAndStrings().Replace(source, " ");

    [GeneratedRegex(@"\bunsafe\b|\bUnsafe\.|\bMemoryMarshal\b|\bNativeMemory\b|\bDllImport\b|\bLibraryImport\b")]
    private static partial Regex UnsafeWords();

    [GeneratedRegex(@"//[^\n]*|/\*.*?\*/|""(?:[^""\\\n]|\\.)*""", RegexOptions.Singleline)]
    private static partial Regex CommentsAndStrings();
}

using System.Runtime.CompilerServices;
using Musubi.Fuzz;

namespace Musubi.Io.Tests.Vhost.Session;

/// <summary>What ./dev fuzz has found to be worth keeping. Each case is named after the end that it brings about.</summary>
public sealed class FuzzCorpusTests
{
    public static TheoryData<string> Cases => [.. Directory.GetFiles(Corpus(), "*.txt").Order(StringComparer.Ordinal).Select(file => Path.GetFileNameWithoutExtension(file)!)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_case_harms_nobody_and_ends_as_it_is_named(string name)
    {
        using FuzzRunner runner = new();
        runner.Run(FuzzCase.Parse(File.ReadAllText(Path.Combine(Corpus(), name + ".txt"))));
        Assert.Contains(name + ".txt", runner.Ends.Select(FuzzSession.FileName));
    }

    [Fact]
    public void The_model_notices_a_write_outside_of_the_shared_memory()
    {
        using FuzzRunner runner = new();
        runner.Begin(FuzzCase.Parse("Negotiate"));
        runner.Connection.Memory.Slice(0, 1).Fill(1);
        Assert.Throws<FuzzFailure>(() => runner.Begin(FuzzCase.Parse("Exchange")));
    }

    private static string Corpus([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../../fuzz/corpus"));
}

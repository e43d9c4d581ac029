namespace Musubi.Architecture.Tests;

/// <summary>Clock, randomness, scheduling and disk are handed in to the logic; the compiler refuses the ambient ones.</summary>
public sealed class AmbientStateTests
{
    private static readonly string[] Logic = ["Musubi.Model", "Musubi.Api", "Musubi.Host", "Musubi.Controller", "Musubi.Pages"];

    public static TheoryData<string> LogicProjects => [.. Logic];

    [Theory]
    [MemberData(nameof(LogicProjects))]
    public void The_logic_is_compiled_with_the_ambient_symbols_banned(string project)
    {
        var document = Repository.Load(Repository.Project(project));
        Assert.Contains(document.Descendants("PackageReference"), package => (string?)package.Attribute("Include") == "Microsoft.CodeAnalysis.BannedApiAnalyzers");
        Assert.Contains(document.Descendants("AdditionalFiles"), file => ((string?)file.Attribute("Include") ?? "").EndsWith("BannedSymbols.txt", StringComparison.Ordinal));
    }

    [Fact]
    public void The_ban_is_an_error_and_names_clock_randomness_disk_and_waiting()
    {
        Assert.Contains("dotnet_diagnostic.RS0030.severity = error", File.ReadAllText(Path.Combine(Repository.Root, ".globalconfig")), StringComparison.Ordinal);
        string banned = File.ReadAllText(Path.Combine(Repository.Root, "build/BannedSymbols.txt"));
        Assert.All(["System.DateTime.UtcNow", "System.Random", "System.IO.File;", "System.Threading.Thread.Sleep", "System.Guid.NewGuid"],
            symbol => Assert.Contains(symbol, banned, StringComparison.Ordinal));
    }

    [Fact]
    public void Only_the_edge_lifts_the_ban()
    {
        IEnumerable<string> lifted = Logic.SelectMany(project => Repository.Sources($"src/{project}"))
            .Where(file => File.ReadAllText(file).Contains("RS0030", StringComparison.Ordinal))
            .Select(Repository.Relative)
            .Where(file => !file.Contains("/Edge/", StringComparison.Ordinal) && !file.EndsWith("/Program.cs", StringComparison.Ordinal));
        Assert.Empty(lifted);
    }
}

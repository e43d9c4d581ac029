using System.Text.RegularExpressions;

namespace Musubi.Architecture.Tests;

/// <summary>Rules of the house that a reader would otherwise have to check by eye.</summary>
public sealed partial class HouseRulesTests
{
    /// <summary>Files over 400 lines, each with its reason.</summary>
    private static readonly Dictionary<string, string> LongFiles = [];

    [Fact]
    public void A_source_file_over_400_lines_has_a_reason()
    {
        IEnumerable<string> tooLong = new[] { "src", "lab", "fuzz", "tests" }.SelectMany(Repository.Sources)
            .Where(file => File.ReadLines(file).Count() > 400)
            .Select(Repository.Relative)
            .Where(file => !LongFiles.ContainsKey(file));
        Assert.Empty(tooLong);
    }

    [Fact]
    public void Nothing_is_left_unfinished_in_the_sources()
    {
        IEnumerable<string> marks = new[] { "src", "lab", "fuzz" }.SelectMany(Repository.Sources)
            .Where(file => UnfinishedMarks().IsMatch(File.ReadAllText(file)))
            .Select(Repository.Relative);
        Assert.Empty(marks);
    }

    [Fact]
    public void No_product_code_sleeps_for_a_fixed_time()
    {
        IEnumerable<string> sleepers = Repository.Sources("src")
            .Where(file => File.ReadAllText(file).Contains("Thread.Sleep(", StringComparison.Ordinal))
            .Select(Repository.Relative);
        Assert.Empty(sleepers);
    }

    [Fact]
    public void Forwarding_code_has_no_locks_exceptions_or_async()
    {
        IEnumerable<string> offenders = Repository.Sources("src/Musubi.Switch/Forwarding")
            .Where(file => ForbiddenOnForwardingThreads().IsMatch(File.ReadAllText(file)))
            .Select(Repository.Relative)
            .Where(file => !file.Contains("/Compile/", StringComparison.Ordinal));
        Assert.Empty(offenders);
    }

    [GeneratedRegex(@"NotImplementedException|\bTODO\b|\bFIXME\b|\bHACK\b")]
    private static partial Regex UnfinishedMarks();

    [GeneratedRegex(@"\block\s*\(|\bMonitor\.|\basync\s|\bawait\s|\bthrow\s+new\b|\bTask\b")]
    private static partial Regex ForbiddenOnForwardingThreads();
}

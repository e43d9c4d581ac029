using System.Xml.Linq;

namespace Musubi.Architecture.Tests;

/// <summary>Which project may know which: docs/architecture.md draws the same arrows.</summary>
public sealed class ProjectArrowsTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Musubi.Contracts"] = [],
        ["Musubi.Model"] = [],
        ["Musubi.Io"] = [],
        ["Musubi.Api"] = ["Musubi.Model"],
        ["Musubi.Switch"] = ["Musubi.Contracts", "Musubi.Io"],
        ["Musubi.Host"] = ["Musubi.Contracts", "Musubi.Model", "Musubi.Io", "Musubi.Api"],
        ["Musubi.Pages"] = ["Musubi.Model"],
        ["Musubi.Controller"] = ["Musubi.Contracts", "Musubi.Model", "Musubi.Api", "Musubi.Pages"],
        ["Musubi.Cli"] = ["Musubi.Model"],
        ["Musubi.Lab"] = ["Musubi.Io"],
        ["Musubi.Fleet"] = ["Musubi.Contracts", "Musubi.Model", "Musubi.Pages", "Musubi.Lab"],
        ["Musubi.Fuzz"] = ["Musubi.Contracts", "Musubi.Io", "Musubi.Switch"],
    };

    public static TheoryData<string> ProductProjects => [.. Allowed.Keys];

    [Theory]
    [MemberData(nameof(ProductProjects))]
    public void A_project_knows_only_what_the_architecture_lets_it_know(string project) =>
        Assert.Subset(Allowed[project].ToHashSet(), Repository.References(project).ToHashSet());

    [Fact]
    public void Every_project_outside_the_tests_has_its_arrows_drawn()
    {
        string[] drawn = [.. Allowed.Keys.Order()];
        string[] found = [.. Repository.Projects()
            .Where(file => !Repository.Relative(file).StartsWith("tests/", StringComparison.Ordinal))
            .Select(file => Path.GetFileNameWithoutExtension(file)!).Order()];
        Assert.Equal(drawn, found);
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        HashSet<string> listed = XDocument.Load(Path.Combine(Repository.Root, "Musubi.slnx")).Descendants("Project")
            .Select(project => (string)project.Attribute("Path")!).ToHashSet();
        Assert.All(Repository.Projects(), file => Assert.Contains(Repository.Relative(file), listed));
    }

    [Fact]
    public void Versions_of_packages_stand_in_one_file_only() =>
        Assert.All(Repository.Projects(), file =>
            Assert.DoesNotContain(Repository.Load(file).Descendants("PackageReference"), package => package.Attribute("Version") is not null));
}

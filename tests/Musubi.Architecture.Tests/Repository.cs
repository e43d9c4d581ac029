using System.Runtime.CompilerServices;
using System.Xml.Linq;

namespace Musubi.Architecture.Tests;

/// <summary>The source tree that these tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>C# files below a folder of the tree, without what a build wrote.</summary>
    public static IEnumerable<string> Sources(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
            .Where(file => !IsBuilt(Path.GetRelativePath(Root, file)));

    public static IEnumerable<string> Projects() =>
        new[] { "src", "lab", "fuzz", "tests" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root, folder), "*.csproj", SearchOption.AllDirectories));

    public static string Project(string name) => Projects().Single(file => Path.GetFileNameWithoutExtension(file) == name);

    public static XDocument Load(string project) => XDocument.Load(project);

    /// <summary>Names of the projects that a project names as its references.</summary>
    public static IReadOnlySet<string> References(string name) =>
        Load(Project(name)).Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(((string)reference.Attribute("Include")!).Replace('\\', '/')))
            .ToHashSet();

    public static string Relative(string file) => Path.GetRelativePath(Root, file);

    private static bool IsBuilt(string relative) => relative.Split('/').Any(part => part is "bin" or "obj" or "artifacts");

    private static string FindRoot([CallerFilePath] string here = "")
    {
        for (DirectoryInfo? folder = new FileInfo(here).Directory; folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Musubi.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"no Musubi.slnx above {here}");
    }
}

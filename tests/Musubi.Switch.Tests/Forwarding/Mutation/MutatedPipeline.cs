using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Musubi.Switch.Tests.Forwarding.Property;

namespace Musubi.Switch.Tests.Forwarding.Mutation;

/// <summary>
/// Compiles the pipeline's sources together with the property, with a fault in place or none, and runs the property of what
/// came out. The sources are those that this suite was built from.
/// </summary>
internal static class MutatedPipeline
{
    private const string GlobalUsings = "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Threading; global using Xunit;";

    private static readonly string Root = FindRoot();
    private static readonly string ForwardingFolder = Path.Combine(Root, "src", "Musubi.Switch", "Forwarding");
    private static readonly CSharpParseOptions Parsing = new(LanguageVersion.Preview);
    private static readonly Lazy<CSharpCompilation> Sound = new(CompileSound);

    /// <summary>How often a fault's text stands in its file.</summary>
    public static int Occurrences(Fault fault) => File.ReadAllText(PathOf(fault)).Split(fault.Text).Length - 1;

    /// <summary>What the property found, or null when it held.</summary>
    public static string? Run(Fault? fault, int seed, int scenarios)
    {
        CSharpCompilation compilation = Sound.Value;
        if (fault is not null)
        {
            SyntaxTree sound = compilation.SyntaxTrees.Single(tree => tree.FilePath == PathOf(fault));
            compilation = compilation.ReplaceSyntaxTree(sound, Parse(PathOf(fault), text => text.Replace(fault.Text, fault.Instead, StringComparison.Ordinal)));
        }

        using MemoryStream assembly = new();
        EmitResult result = compilation.Emit(assembly);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics.Where(found => found.Severity == DiagnosticSeverity.Error)));
        assembly.Position = 0;
        AssemblyLoadContext context = new("mutated", isCollectible: true);
        try
        {
            MethodInfo run = context.LoadFromStream(assembly)
                .GetType(typeof(ForwardingProperty).FullName!, throwOnError: true)!
                .GetMethod(nameof(ForwardingProperty.FindFailure))!;
            return (string?)run.Invoke(null, [seed, scenarios]);
        }
        finally
        {
            context.Unload();
        }
    }

    private static CSharpCompilation CompileSound()
    {
        string tests = Path.Combine(Root, "tests", "Musubi.Switch.Tests", "Forwarding");
        IEnumerable<string> files = new[] { ForwardingFolder, Path.Combine(tests, "Testbed"), Path.Combine(tests, "Property") }
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.EndsWith("Tests.cs", StringComparison.Ordinal));
        return CSharpCompilation.Create(
            "mutated",
            [CSharpSyntaxTree.ParseText(GlobalUsings, Parsing), .. files.Select(file => Parse(file, text => text))],
            References(),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, nullableContextOptions: NullableContextOptions.Enable));
    }

    /// <summary>What this process runs on, but for the pipeline and the tests themselves.</summary>
    private static IEnumerable<MetadataReference> References() =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(file => Path.GetFileNameWithoutExtension(file) is not ("musubi-switch" or "Musubi.Switch.Tests"))
            .Select(file => MetadataReference.CreateFromFile(file));

    private static SyntaxTree Parse(string file, Func<string, string> change) => CSharpSyntaxTree.ParseText(change(File.ReadAllText(file)), Parsing, file);

    private static string PathOf(Fault fault) => Path.Combine(ForwardingFolder, fault.File);

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

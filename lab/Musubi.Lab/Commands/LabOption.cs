using System.CommandLine;
using Musubi.Lab.Topology;

namespace Musubi.Lab.Commands;

/// <summary>Options that several commands share.</summary>
internal static class LabOption
{
    /// <summary>Which lab: several can stand side by side on one machine.</summary>
    public static Option<string> Lab() => new("--lab")
    {
        Description = "Name of the lab, with which its namespaces begin",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("MUSUBI_LAB") is { Length: > 0 } name ? name : LabOptions.DefaultName,
    };
}

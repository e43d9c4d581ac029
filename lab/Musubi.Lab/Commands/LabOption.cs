using System.CommandLine;
using Musubi.Lab.Topology;

namespace Musubi.Lab.Commands;

/// <summary>Options that several commands share.</summary>
internal static class LabOption
{
    /// <summary>How the agents open NICs as uplinks.</summary>
    public static Option<string> UplinkDriver() => new("--uplink-driver")
    {
        Description = $"How the hosts open NICs as uplinks: {string.Join(", ", LabOptions.UplinkDrivers)}",
        DefaultValueFactory = _ => LabOptions.UplinkDrivers[0],
    };

    /// <summary>Which lab: several can stand side by side on one machine.</summary>
    public static Option<string> Lab() => new("--lab")
    {
        Description = "Name of the lab, with which its namespaces begin",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("MUSUBI_LAB") is { Length: > 0 } name ? name : LabOptions.DefaultName,
    };
}

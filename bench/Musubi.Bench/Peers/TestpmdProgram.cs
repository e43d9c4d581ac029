using System.Globalization;

namespace Musubi.Bench.Peers;

/// <summary>How testpmd is started, as a load and as a peer.</summary>
internal static class TestpmdProgram
{
    public const string Path = "/usr/bin/dpdk-testpmd";

    /// <summary>Makes it write what it says line by line: into a pipe it would say nothing for long.</summary>
    public const string LineWriter = "stdbuf";

    /// <summary>DPDK's own arguments: huge pages without a mount, one thread for commands, one for frames.</summary>
    public static string[] Environment(string prefix, int commands, int frames) =>
    [
        string.Create(CultureInfo.InvariantCulture, $"--lcores=0@{commands},1@{frames}"),
        "--no-pci", "--no-telemetry", "-m", "512", "--in-memory", "--single-file-segments", "--file-prefix=" + prefix,
    ];
}

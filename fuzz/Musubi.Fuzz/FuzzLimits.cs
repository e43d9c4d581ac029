namespace Musubi.Fuzz;

/// <summary>What of this process a case may not use up: descriptors of the kinds that sessions have, and mappings of what is shared with them.</summary>
internal readonly record struct FuzzLimits(int Descriptors, int Mappings)
{
    private static readonly string[] Kinds = ["anon_inode:[eventfd]", "anon_inode:[eventpoll]", "socket:", "/memfd:musubi-driver", "/memfd:fuzz"];

    public static FuzzLimits Now => new(
        new DirectoryInfo("/proc/self/fd").EnumerateFiles().Count(file => IsOurs(file.LinkTarget)),
        File.ReadLines("/proc/self/maps").Count(line => line.Contains("/memfd:musubi-driver", StringComparison.Ordinal) || line.Contains("/memfd:fuzz", StringComparison.Ordinal)));

    /// <summary>The runtime opens its libraries when they are first used.</summary>
    private static bool IsOurs(string? target) => target is not null && Array.Exists(Kinds, kind => target.StartsWith(kind, StringComparison.Ordinal));
}

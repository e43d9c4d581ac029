namespace Musubi.Fuzz;

/// <summary>What of this process a case may not use up.</summary>
internal readonly record struct FuzzLimits(int Descriptors, int Mappings)
{
    public static FuzzLimits Now => new(
        Directory.GetFiles("/proc/self/fd").Length,
        File.ReadLines("/proc/self/maps").Count(line => line.Contains("/memfd:musubi-driver", StringComparison.Ordinal) || line.Contains("/memfd:fuzz", StringComparison.Ordinal)));
}

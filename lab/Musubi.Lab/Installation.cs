namespace Musubi.Lab;

/// <summary>Where ./dev put the programs and what it fetched.</summary>
internal static class Installation
{
    private static readonly string Artifacts = FindArtifacts();

    /// <summary>Folder of musubi-switch, musubi-host, musubi-controller, musubi and musubi-lab.</summary>
    public static string Bin => Environment.GetEnvironmentVariable("MUSUBI_BIN") is { Length: > 0 } given ? given : Path.Combine(Artifacts, "bin");

    /// <summary>Folder of the guests' kernel and of busybox.</summary>
    public static string Cache => Environment.GetEnvironmentVariable("MUSUBI_CACHE") is { Length: > 0 } given ? given : Path.Combine(Artifacts, "cache");

    public static string Busybox => Path.Combine(Cache, "busybox", "bin", "busybox");

    /// <summary>Path of a published program; throws when it is not there.</summary>
    public static string Program(string name)
    {
        string path = Path.Combine(Bin, name);
        return File.Exists(path) ? path : throw new LabException($"{path} is missing: run ./dev publish");
    }

    private static string FindArtifacts()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Musubi.slnx")))
            {
                return Path.Combine(folder.FullName, "artifacts");
            }
        }

        return Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", ".."));
    }
}

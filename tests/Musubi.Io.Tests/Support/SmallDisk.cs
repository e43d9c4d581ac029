using System.Diagnostics;

namespace Musubi.Io.Tests.Support;

/// <summary>A file system in memory that is soon full.</summary>
public sealed class SmallDisk : IDisposable
{
    public const int Bytes = 256 << 10;

    public SmallDisk(string path)
    {
        Path = Directory.CreateDirectory(path).FullName;
        Run("mount", "-t", "tmpfs", "-o", $"size={Bytes / 2}", "tmpfs", Path);
    }

    public string Path { get; }

    public void Dispose() => Run("umount", Path);

    private static void Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}

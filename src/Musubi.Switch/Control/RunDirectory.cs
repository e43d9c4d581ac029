using System.Globalization;

namespace Musubi.Switch.Control;

/// <summary>
/// The folder by which a data plane is found: its socket, its counters, and a lock that says it is served. The lock is the
/// process's own: the kernel frees it however the process ends.
/// </summary>
public sealed class RunDirectory : IDisposable
{
    public const string Default = "/run/musubi";

    private readonly FileStream _lock;

    private RunDirectory(string path, FileStream held)
    {
        Path = path;
        _lock = held;
    }

    public string Path { get; }

    public string SocketPath => System.IO.Path.Combine(Path, "switch.sock");

    public string CountersPath => System.IO.Path.Combine(Path, "counters");

    /// <summary>Makes the folder if need be and takes its lock.</summary>
    /// <exception cref="IOException">Another data plane serves the folder, or it cannot be written; the message says which.</exception>
    public static RunDirectory Open(string path)
    {
        string full = System.IO.Path.GetFullPath(path);
        Directory.CreateDirectory(full);
        string lockPath = System.IO.Path.Combine(full, "switch.lock");
        return new RunDirectory(full, TakeLock(full, lockPath));
    }

    public void Dispose() => _lock.Dispose();

    private static FileStream TakeLock(string directory, string lockPath)
    {
        FileStream held;
        try
        {
            held = new FileStream(lockPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
        }
        catch (IOException e) when (File.Exists(lockPath))
        {
            throw new IOException($"{directory} is already served by musubi-switch, process {Holder(directory)}; stop it first or give another --run", e);
        }

        // Beside the lock and not in it: a locked file cannot be opened to read who holds it.
        File.WriteAllText(PidPath(directory), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        return held;
    }

    private static string Holder(string directory) => File.Exists(PidPath(directory)) ? File.ReadAllText(PidPath(directory)) : "unknown";

    private static string PidPath(string directory) => System.IO.Path.Combine(directory, "switch.pid");
}

namespace Musubi.Host.Edge;

/// <summary>One agent to a state folder: the kernel frees the lock however the process ends.</summary>
internal sealed class HostLocks : IDisposable
{
#pragma warning disable RS0030 // edge: a lock is a file
    private readonly FileStream _lock;

    private HostLocks(FileStream held) => _lock = held;

    /// <summary>Makes both folders if need be.</summary>
    /// <exception cref="IOException">Another agent has the state folder, or it cannot be written.</exception>
    public static HostLocks Take(AgentOptions options)
    {
        const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        Directory.CreateDirectory(options.RunFolder);
        Directory.CreateDirectory(options.StateFolder, OwnerOnly);
        string path = Path.Combine(options.StateFolder, "lock");
        try
        {
            return new HostLocks(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1));
        }
        catch (IOException taken) when (File.Exists(path))
        {
            throw new IOException($"{options.StateFolder} is already served by another musubi-host; stop it first or give another --state", taken);
        }
    }
#pragma warning restore RS0030

    public void Dispose() => _lock.Dispose();
}

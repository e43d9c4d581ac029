using Musubi.Io.Files;
using Musubi.Io.Native;
using Musubi.Io.Vhost.Session;

namespace Musubi.Host.Edge;

/// <summary>The sockets over which guests' monitors share memory, as files.</summary>
internal static class VhostSocketFiles
{
    /// <summary>Monitors run in this group where there is one: KVM's own.</summary>
    private const string MonitorsGroup = "kvm";

    private const UnixFileMode OwnerAndGroup = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;
    private const UnixFileMode FolderMode = OwnerAndGroup | UnixFileMode.UserExecute | UnixFileMode.GroupExecute;

    /// <summary>Only the owner and the group of monitors can connect.</summary>
    public static FileDescriptor Listen(string path)
    {
        MakeFolder(path);
        FileDescriptor socket = VhostSockets.Listen(path, OwnerAndGroup);
        try
        {
            FileOwner.TrySetGroup(path, MonitorsGroup);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Null while nobody listens, or its queue is full.</summary>
    public static FileDescriptor? TryConnect(string path)
    {
        try
        {
            MakeFolder(path);
            return VhostSockets.Connect(path);
        }
        catch (SystemCallException e) when (e.Error is Errno.NoEntry or Errno.ConnectionRefused or Errno.TryAgain)
        {
            return null;
        }
    }

#pragma warning disable RS0030 // edge: sockets are files
    public static void Delete(string path)
    {
        if (File.Exists(path))
        {
            File.Delete(path);
        }
    }

    /// <summary>A folder that is missing is made for the monitors, which put their sockets there; others are left as they are.</summary>
    private static void MakeFolder(string path)
    {
        string? folder = Path.GetDirectoryName(path);
        if (folder is not null && !Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder, FolderMode);
            // Whatever the umask took away: monitors that are not root make their sockets here.
            File.SetUnixFileMode(folder, FolderMode);
            FileOwner.TrySetGroup(folder, MonitorsGroup);
        }
    }
#pragma warning restore RS0030
}

using System.Diagnostics;
using Musubi.Host.Edge;
using Musubi.Io.Native;

namespace Musubi.Host.Tests.Edge;

/// <summary>Who may connect to the sockets of guests' monitors.</summary>
public sealed class VhostSocketFilesTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("musubi-vhost-");

    /// <summary>Monitors run in KVM's group where there is one.</summary>
    private static string Group => File.ReadLines("/etc/group").Any(line => line.StartsWith("kvm:", StringComparison.Ordinal)) ? "kvm" : "root";

    [Fact]
    public void A_socket_is_for_root_and_the_group_of_monitors_and_so_is_the_folder_that_it_needed()
    {
        string folder = Path.Combine(_folder.FullName, "vhost");
        using FileDescriptor socket = VhostSocketFiles.Listen(Path.Combine(folder, "vm1.nic0.sock"));
        Assert.Equal($"root:{Group} 660", Status(Path.Combine(folder, "vm1.nic0.sock")));
        Assert.Equal($"root:{Group} 770", Status(folder));
    }

    [Fact]
    public void A_folder_is_made_for_monitors_that_listen_themselves()
    {
        string folder = Path.Combine(_folder.FullName, "vhost");
        Assert.Null(VhostSocketFiles.TryConnect(Path.Combine(folder, "vm1.nic0.sock")));
        Assert.Equal($"root:{Group} 770", Status(folder));
    }

    [Fact]
    public void A_folder_that_is_there_is_left_as_it_is()
    {
        _folder.UnixFileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        using FileDescriptor socket = VhostSocketFiles.Listen(Path.Combine(_folder.FullName, "vm1.nic0.sock"));
        Assert.Equal("root:root 700", Status(_folder.FullName));
        Assert.Equal($"root:{Group} 660", Status(Path.Combine(_folder.FullName, "vm1.nic0.sock")));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static string Status(string path)
    {
        using Process stat = Process.Start(new ProcessStartInfo("stat", ["-c", "%U:%G %a", path]) { RedirectStandardOutput = true })!;
        string line = stat.StandardOutput.ReadToEnd().Trim();
        stat.WaitForExit();
        return line;
    }
}

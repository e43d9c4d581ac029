using System.Diagnostics;

namespace Musubi.Switch.Tests.Control.Testbed;

/// <summary>busybox's DHCP client in a VM.</summary>
internal sealed class DhcpClient : IDisposable
{
    private const string Script = """
        #!/bin/sh
        case $1 in
            deconfig) ip addr flush dev "$interface" ;;
            bound | renew) ip addr add "$ip/24" dev "$interface"; echo "$ip" >"$LEASE.new"; mv "$LEASE.new" "$LEASE" ;;
        esac
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("mrc-").FullName;
    private readonly string[] _command;

    public DhcpClient(Vm vm)
    {
        string script = Path.Combine(_folder, "script");
        File.WriteAllText(script, Script);
        Command.Run("chmod", "+x", script);
        _command = ["ip", "netns", "exec", vm.Namespace.Name, "env", $"LEASE={Lease}", Busybox(), "udhcpc", "-f", "-n", "-t", "3", "-T", "1", "-i", "eth0", "-s", script];
    }

    private string Lease => Path.Combine(_folder, "lease");

    /// <summary>Asks once. The address that the VM has now, or null when nobody gave it one.</summary>
    public string? Ask()
    {
        File.Delete(Lease);
        (int code, string output) = Command.TryRun([.. _command, "-q"]);
        Assert.True(code == 0 == File.Exists(Lease), output);
        return code == 0 ? File.ReadAllText(Lease).Trim() : null;
    }

    /// <summary>Asks, and gives up what it was given.</summary>
    public void AskAndRelease()
    {
        File.Delete(Lease);
        using Process process = Command.Start([.. _command, "-R"]);
        Deadline.Until(() => File.Exists(Lease), "a lease");
        Command.Run("kill", $"{process.Id}");
        Assert.True(process.WaitForExit(Deadline.Limit), "udhcpc ends");
    }

    public void Dispose() => Directory.Delete(_folder, true);

    /// <summary>Where ./dev puts it.</summary>
    private static string Busybox()
    {
        string? cache = Environment.GetEnvironmentVariable("MUSUBI_CACHE") is { Length: > 0 } given ? given : null;
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); cache is null && folder is not null; folder = folder.Parent)
        {
            cache = File.Exists(Path.Combine(folder.FullName, "Musubi.slnx")) ? Path.Combine(folder.FullName, "artifacts", "cache") : null;
        }

        string path = Path.Combine(cache ?? "", "busybox", "bin", "busybox");
        Assert.True(File.Exists(path), $"{path} is missing: ./dev test fetches it");
        return path;
    }
}

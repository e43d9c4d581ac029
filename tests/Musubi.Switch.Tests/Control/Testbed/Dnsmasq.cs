using System.Diagnostics;

namespace Musubi.Switch.Tests.Control.Testbed;

/// <summary>A DHCP server or router in a VM, until it is disposed of.</summary>
internal sealed class Dnsmasq : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mrd-").FullName;
    private readonly Process _process;

    /// <param name="options">What it serves. It has said so when this returns.</param>
    public Dnsmasq(Vm vm, params string[] options)
    {
        _process = Command.Start(
        [
            "ip", "netns", "exec", vm.Namespace.Name, "dnsmasq", "--keep-in-foreground", "--log-facility=-", "--conf-file=/dev/null", "--port=0", "--interface=eth0", "--bind-interfaces",
            $"--dhcp-leasefile={Path.Combine(_folder, "leases")}", "--pid-file", "--user=root", "--no-ping", .. options,
        ]);
        try
        {
            AwaitReady();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(_folder, true);
    }

    private void AwaitReady()
    {
        string told = "";
        while (!told.Contains("IP range", StringComparison.Ordinal) && !told.Contains("advertisement", StringComparison.Ordinal))
        {
            string? line = _process.StandardError.ReadLine();
            Assert.True(line is not null, $"dnsmasq ended: {told}");
            told += line + "\n";
        }

        // What else it says must not hold it up.
        _process.StandardError.ReadToEndAsync();
    }
}

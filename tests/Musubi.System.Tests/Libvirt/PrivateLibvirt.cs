using System.Diagnostics;
using System.Globalization;
using Musubi.Lab.Guests;
using Musubi.Lab.Observe;
using Musubi.Lab.Processes;
using Musubi.Lab.Topology;

namespace Musubi.SystemTests.Libvirt;

/// <summary>
/// A libvirtd on a host of the lab, in mounts of its own: configuration, state and sockets are in the lab's folder, and the
/// machine's own libvirt is not touched. Guests run as libvirt's own user.
/// </summary>
internal sealed class PrivateLibvirt : IAsyncDisposable
{
    private const string SystemRun = "/run/libvirt";

    /// <summary>Folder of ours, and the place that is compiled into libvirt.</summary>
    private const string Script = """
        for pair in etc:/etc/libvirt var:/var/lib/libvirt run:/run/libvirt log:/var/log/libvirt cache:/var/cache/libvirt; do
          mkdir -p "$0/${pair%%:*}" "${pair#*:}"
          mount --bind "$0/${pair%%:*}" "${pair#*:}"
        done
        exec libvirtd -f /etc/libvirt/libvirtd.conf -p "$0/libvirtd.pid"
        """;

    private readonly string _folder;
    private readonly Datacenter _datacenter;
    private readonly bool _hadRun = Directory.Exists(SystemRun);
    private readonly List<string> _domains = [];
    private Process? _daemon;

    public PrivateLibvirt(Datacenter datacenter)
    {
        _datacenter = datacenter;
        _folder = Path.Combine(datacenter.Layout.StateFolder, "libvirt");
        Directory.CreateDirectory(Path.Combine(_folder, "etc", "hooks"));
        Directory.CreateDirectory(Guests);
        Shell.MustAsync(["chgrp", "kvm", Guests]).GetAwaiter().GetResult();
        File.SetUnixFileMode(Guests, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        File.WriteAllText(Path.Combine(_folder, "etc", "libvirtd.conf"), $"auth_unix_rw = \"none\"\nunix_sock_group = \"root\"\nlog_outputs = \"3:file:{Path.Combine(_folder, "libvirtd.log")}\"\n");
        File.WriteAllText(Path.Combine(_folder, "etc", "qemu.conf"), "stdio_handler = \"file\"\nsecurity_driver = \"none\"\nnamespaces = [ ]\ncgroup_controllers = [ ]\n");
        GuestImage image = GuestImage.Build();
        // libvirt gives the files of a guest to its user: these are copies.
        File.Copy(image.Kernel, Kernel);
        File.Copy(image.Root, Root);
    }

    /// <summary>Where the hook is to be installed.</summary>
    public string HookFile => Path.Combine(_folder, "etc", "hooks", "qemu.d", "musubi");

    private string Guests => Path.Combine(_folder, "guests");

    private string Kernel => Path.Combine(Guests, "vmlinuz");

    private string Root => Path.Combine(Guests, "root.gz");

    private string Socket => Path.Combine(_folder, "run", "libvirt-sock");

    public async Task StartAsync()
    {
        _daemon = Process.Start(new ProcessStartInfo("ip",
            ["netns", "exec", _datacenter.NamespaceOf("h1"), "unshare", "-m", "--propagation", "private", "sh", "-ec", Script, _folder]))!;
        Assert.True(await Wait.UntilAsync(async () => (await VirshAsync("list")).Succeeded, TimeSpan.FromSeconds(60)), "libvirtd does not answer");
    }

    /// <summary>As people run it.</summary>
    public Task<CommandResult> VirshAsync(params string[] words) => Shell.RunAsync(["virsh", "-c", $"qemu+unix:///system?socket={Socket}", .. words]);

    public async Task DefineAsync(string name, GuestNic nic)
    {
        string file = Path.Combine(_folder, $"{name}.xml");
        await File.WriteAllTextAsync(file, Domain(name, nic));
        CommandResult defined = await VirshAsync("define", file);
        Assert.True(defined.Succeeded, defined.Said);
        _domains.Add(name);
    }

    public GuestConsole Console(string name) => new(Path.Combine(Guests, $"{name}.console"), Path.Combine(Guests, $"{name}.log"));

    public async ValueTask DisposeAsync()
    {
        foreach (string domain in _domains)
        {
            await VirshAsync("destroy", domain);
        }

        if (_daemon is not null)
        {
            string pid = Path.Combine(_folder, "libvirtd.pid");
            if (File.Exists(pid) && int.TryParse(await File.ReadAllTextAsync(pid), CultureInfo.InvariantCulture, out int id))
            {
                await Shell.RunAsync(["kill", id.ToString(CultureInfo.InvariantCulture)]);
            }

            await _daemon.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
            _daemon.Dispose();
        }

        if (!_hadRun && Directory.Exists(SystemRun))
        {
            Directory.Delete(SystemRun);
        }
    }

    private string Domain(string name, GuestNic nic) => $"""
        <domain type='qemu' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>
          <name>{name}</name>
          <metadata><musubi:vm xmlns:musubi='urn:musubi:libvirt:1'><musubi:nic name='nic0' mac='{nic.Mac}' portGroup='{nic.PortGroup}'/></musubi:vm></metadata>
          <memory unit='MiB'>256</memory>
          {nic.Memory}
          <os>
            <type arch='x86_64' machine='pc'>hvm</type>
            <kernel>{Kernel}</kernel><initrd>{Root}</initrd><cmdline>{GuestImage.KernelArguments}</cmdline>
          </os>
          <features><acpi/></features>
          <devices>
            <emulator>/usr/bin/qemu-system-x86_64</emulator>
            <serial type='file'><source path='{Path.Combine(Guests, name)}.log'/><target port='0'/></serial>
            <serial type='unix'><source mode='bind' path='{Path.Combine(Guests, name)}.console'/><target port='1'/></serial>
            {nic.Interface}
            <memballoon model='none'/>
          </devices>
          {nic.Override}
        </domain>
        """;
}

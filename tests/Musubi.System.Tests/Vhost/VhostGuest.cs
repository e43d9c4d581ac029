using System.Diagnostics;
using Musubi.Lab.Guests;

namespace Musubi.SystemTests.Vhost;

/// <summary>A QEMU guest whose only NIC is served over vhost-user.</summary>
internal sealed class VhostGuest : IDisposable
{
    private const int MemoryMegabytes = 256;

    private readonly string _folder;
    private readonly Process _process;
    private bool _ended;

    /// <param name="folder">For its sockets and logs.</param>
    /// <param name="name">Unique within the folder.</param>
    /// <param name="mac">The NIC's address.</param>
    /// <param name="serves">QEMU listens for the back end; else it connects to it.</param>
    /// <param name="device">More properties of the NIC, such as ,packed=on.</param>
    /// <param name="more">More arguments of QEMU.</param>
    public VhostGuest(string folder, string name, string mac, bool serves, string device = "", int queuePairs = 1, params string[] more)
    {
        _folder = Directory.CreateDirectory(Path.Combine(folder, name)).FullName;
        Socket = Path.Combine(folder, name + ".vhost");
        Console = new GuestConsole(Path.Combine(_folder, "console.sock"), Path.Combine(_folder, "console.log"));
        GuestImage image = GuestImage.Build();
        string[] arguments =
        [
            "-nodefaults", "-no-user-config", "-display", "none", "-no-reboot", "-accel", "tcg", "-smp", $"{queuePairs}",
            "-m", GuestMemory.Of(MemoryMegabytes), "-object", $"memory-backend-memfd,id=mem,size={GuestMemory.Of(MemoryMegabytes)},share=on", "-machine", "pc,memory-backend=mem",
            "-kernel", image.Kernel, "-initrd", image.Root, "-append", GuestImage.KernelArguments,
            "-serial", $"file:{Path.Combine(_folder, "console.log")}",
            "-chardev", $"socket,id=control,path={Path.Combine(_folder, "console.sock")},server=on,wait=off", "-serial", "chardev:control",
            "-qmp", $"unix:{Path.Combine(_folder, "qmp.sock")},server=on,wait=off",
            "-chardev", $"socket,id=vhost,path={Socket}" + (serves ? ",server=on,wait=off" : ""),
            "-netdev", $"vhost-user,id=net0,chardev=vhost,queues={queuePairs}",
            "-device", $"virtio-net-pci,netdev=net0,mac={mac},vectors=0{(queuePairs > 1 ? ",mq=on" : "")}{device}",
            .. more,
        ];
        _process = Process.Start(new ProcessStartInfo("qemu-system-x86_64", arguments) { RedirectStandardError = true })!;
        Errors = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>Where vhost-user is spoken.</summary>
    public string Socket { get; }

    public GuestConsole Console { get; }

    /// <summary>All that QEMU complained of, when it has ended.</summary>
    public Task<string> Errors { get; }

    public Task<QmpClient> ConnectQmpAsync() => QmpClient.ConnectAsync(Path.Combine(_folder, "qmp.sock"));

    /// <summary>Runs a script and returns its output; it must succeed.</summary>
    public async Task<string> RunAsync(string script, int seconds = 60)
    {
        var result = await Console.RunAsync(script, TimeSpan.FromSeconds(seconds));
        Assert.True(result.Succeeded, $"{script}: {result.Said}");
        return result.Output.Trim();
    }

    public void Dispose()
    {
        if (!_ended)
        {
            _ended = true;
            _process.Kill();
            _process.WaitForExit();
            _process.Dispose();
        }
    }
}

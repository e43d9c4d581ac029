using Musubi.Lab.Processes;
using Musubi.Lab.Topology;

namespace Musubi.Lab.Guests;

/// <summary>How the supervisor runs a guest.</summary>
internal static class QemuProcess
{
    private const int MemoryMegabytes = 384;

    private const string ConsoleFile = "console.sock";
    private const string KernelFile = "console.log";
    private const string QmpFile = "qmp.sock";

    /// <summary>Of the guest in the process of that name.</summary>
    public static GuestConsole Console(LabLayout layout, string name) =>
        new(Path.Combine(layout.VmFolder(name), ConsoleFile), Path.Combine(layout.VmFolder(name), KernelFile));

    /// <summary>Where the process of that name takes commands. With a TAP it also tells of the guest's own MAC changes there.</summary>
    public static string QmpSocket(LabLayout layout, string name) => Path.Combine(layout.VmFolder(name), QmpFile);

    /// <summary>A guest that boots on its own host.</summary>
    public static ProcessSpec Of(QemuGuest guest, LabLayout layout, GuestImage image) => Of(guest, layout, image, guest.Host, guest.Name, []);

    /// <summary>The other end of a live migration: it waits for the guest to come.</summary>
    /// <param name="host">Number of the host that the guest comes to.</param>
    /// <param name="name">Of the process, and of the folder with its sockets.</param>
    /// <param name="uri">Where QEMU takes the guest's state.</param>
    public static ProcessSpec Incoming(QemuGuest guest, LabLayout layout, GuestImage image, int host, string name, string uri) =>
        Of(guest, layout, image, host, name, ["-incoming", uri]);

    private static ProcessSpec Of(QemuGuest guest, LabLayout layout, GuestImage image, int host, string name, string[] more)
    {
        string folder = layout.VmFolder(name);
        Directory.CreateDirectory(folder);
        // Of an earlier process of the name, which nobody would answer at.
        File.Delete(Path.Combine(folder, ConsoleFile));
        File.Delete(Path.Combine(folder, QmpFile));
        return new ProcessSpec
        {
            Name = name,
            Namespace = layout.Host(host),
            Restart = false,
            Command =
            [
                "qemu-system-x86_64", "-nodefaults", "-no-user-config", "-display", "none", "-no-reboot",
                "-accel", "tcg", "-m", GuestMemory.Of(MemoryMegabytes), "-smp", "1",
                "-kernel", image.Kernel, "-initrd", image.Root, "-append", GuestImage.KernelArguments,
                "-serial", $"file:{Path.Combine(folder, KernelFile)}",
                "-chardev", $"socket,id=control,path={Path.Combine(folder, ConsoleFile)},server=on,wait=off", "-serial", "chardev:control",
                "-qmp", $"unix:{Path.Combine(folder, QmpFile)},server=on,wait=off",
                .. guest.SharesMemory ? SharedNic(guest, layout, host) : TapNic(guest), .. more,
            ],
        };
    }

    private static string[] TapNic(QemuGuest guest) =>
        ["-netdev", $"tap,id=net0,ifname={guest.Name},script=no,downscript=no,vhost=off", "-device", $"{guest.Model},netdev=net0,mac={guest.Mac}"];

    /// <summary>QEMU listens: its client side could not come back quickly. Without vectors, because QEMU 7.2 crashes with them where nothing accelerates it.</summary>
    private static string[] SharedNic(QemuGuest guest, LabLayout layout, int host)
    {
        string socket = guest.VhostSocket(layout, host);
        Directory.CreateDirectory(Path.GetDirectoryName(socket)!);
        return
        [
            "-object", $"memory-backend-memfd,id=mem,size={GuestMemory.Of(MemoryMegabytes)},share=on", "-machine", "pc,memory-backend=mem",
            "-chardev", $"socket,id=vhost,path={socket},server=on,wait=off", "-netdev", "vhost-user,id=net0,chardev=vhost",
            "-device", $"{guest.Model},netdev=net0,mac={guest.Mac},vectors=0",
        ];
    }
}

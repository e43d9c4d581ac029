using Musubi.Lab.Processes;
using Musubi.Lab.Topology;

namespace Musubi.Lab.Guests;

/// <summary>A VM in QEMU, whose NIC is a TAP of its host.</summary>
/// <param name="Name">Such as qvm1; also the name of the TAP.</param>
/// <param name="Host">Number of the host that it runs on.</param>
/// <param name="Model">QEMU's name of the NIC: virtio-net-pci, vmxnet3.</param>
/// <param name="Mac">The NIC's address.</param>
internal sealed record QemuGuest(string Name, int Host, string Model, string Mac)
{
    private const int MemoryMegabytes = 384;

    public static readonly IReadOnlyList<QemuGuest> All =
    [
        new("qvm1", 1, "virtio-net-pci", "02:4d:51:00:00:01"),
        new("qvm2", 2, "vmxnet3", "02:4d:51:00:00:02"),
    ];

    public GuestConsole Console(LabLayout layout) => new(Path.Combine(layout.VmFolder(Name), "console.sock"));

    /// <summary>How the supervisor runs it. The TAP must be there.</summary>
    public ProcessSpec Process(LabLayout layout, GuestImage image)
    {
        string folder = layout.VmFolder(Name);
        Directory.CreateDirectory(folder);
        return new ProcessSpec
        {
            Name = Name,
            Namespace = layout.Host(Host),
            Restart = false,
            Command =
            [
                "qemu-system-x86_64", "-nodefaults", "-no-user-config", "-display", "none", "-no-reboot",
                "-accel", "tcg", "-m", $"{MemoryMegabytes}", "-smp", "1",
                "-kernel", image.Kernel, "-initrd", image.Root, "-append", "console=ttyS0 quiet panic=1 net.ifnames=0",
                "-serial", $"file:{Path.Combine(folder, "console.log")}",
                "-chardev", $"socket,id=control,path={Path.Combine(folder, "console.sock")},server=on,wait=off", "-serial", "chardev:control",
                "-qmp", $"unix:{QmpSocket(layout)},server=on,wait=off",
                "-netdev", $"tap,id=net0,ifname={Name},script=no,downscript=no,vhost=off",
                "-device", $"{Model},netdev=net0,mac={Mac}",
            ],
        };
    }

    /// <summary>Where QEMU tells of the guest's own MAC changes.</summary>
    public string QmpSocket(LabLayout layout) => Path.Combine(layout.VmFolder(Name), "qmp.sock");
}

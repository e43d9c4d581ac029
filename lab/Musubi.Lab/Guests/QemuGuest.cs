using Musubi.Lab.Topology;

namespace Musubi.Lab.Guests;

/// <summary>A VM in QEMU.</summary>
/// <param name="Name">Such as qvm1; also the name of its TAP.</param>
/// <param name="Host">Number of the host that it boots on.</param>
/// <param name="Model">QEMU's name of the NIC: virtio-net-pci, vmxnet3.</param>
/// <param name="Mac">The NIC's address.</param>
/// <param name="SharesMemory">The switch serves its queues in its memory (vhost-user); else the NIC is a TAP of the host.</param>
internal sealed record QemuGuest(string Name, int Host, string Model, string Mac, bool SharesMemory = false)
{
    public static readonly IReadOnlyList<QemuGuest> All =
    [
        new("qvm1", 1, "virtio-net-pci", "02:4d:51:00:00:01"),
        new("qvm2", 2, "vmxnet3", "02:4d:51:00:00:02"),
        new("qvm3", 1, "virtio-net-pci", "02:4d:51:00:00:03", SharesMemory: true),
        new("qvm4", 1, "virtio-net-pci", "02:4d:51:00:00:04", SharesMemory: true),
        new("qvm5", 2, "virtio-net-pci", "02:4d:51:00:00:05", SharesMemory: true),
    ];

    /// <summary>How the NIC is called in what people read.</summary>
    public string Nic => SharesMemory ? "vhost-user" : Model;

    public GuestConsole Console(LabLayout layout) => QemuProcess.Console(layout, Name);

    /// <summary>Where QEMU and the switch of a host meet. The hosts of the lab share one file system, so it is in the host's own folder.</summary>
    public string VhostSocket(LabLayout layout, int host) => Path.Combine(layout.HostRun(host), "vhost", $"{Name}.sock");

    /// <summary>The words of `musubi vm attach` and `vm migrate` that say where the NIC's other end is.</summary>
    public string[] Attachment(LabLayout layout, int host) => SharesMemory ? ["--vhost-user", "--socket", VhostSocket(layout, host)] : ["--tap", Name];
}

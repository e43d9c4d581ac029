using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Musubi.Lab.Guests;

/// <summary>The kernel and the first root of QEMU guests, built out of Debian's cloud kernel and busybox into the cache.</summary>
internal sealed record GuestImage(string Kernel, string Root)
{
    /// <summary>
    /// Of the kernel. Without no_timer_check it gives up ("IO-APIC + timer doesn't work!") when an emulated timer does not tick for it in a short while of
    /// its start, which only says that the machine was busy.
    /// </summary>
    public const string KernelArguments = "console=ttyS0 quiet panic=1 net.ifnames=0 no_timer_check";

    /// <summary>In the order in which they are loaded: each after those that it needs.</summary>
    private static readonly string[] Modules =
    [
        "virtio_ring", "virtio", "virtio_pci_legacy_dev", "virtio_pci_modern_dev", "virtio_pci", "failover", "net_failover", "virtio_net", "vmxnet3",
        "llc", "stp", "mrp", "garp", "8021q",
    ];

    /// <summary>Takes the image from the cache, or builds it there.</summary>
    public static GuestImage Build()
    {
        string tree = Path.Combine(Installation.Cache, "kernel");
        string kernel = Directory.Exists(tree) ? Directory.EnumerateFiles(Path.Combine(tree, "boot"), "vmlinuz-*").Order(StringComparer.Ordinal).Last() : Missing(tree);
        byte[] root = Pack(tree);
        string file = Path.Combine(Installation.Cache, $"guest-{Convert.ToHexStringLower(SHA256.HashData(root))[..16]}.cpio.gz");
        if (!File.Exists(file))
        {
            Write(file, root);
        }

        return new GuestImage(kernel, file);
    }

    private static byte[] Pack(string tree)
    {
        using var bytes = new MemoryStream();
        var archive = new CpioArchive(bytes);
        foreach (string folder in new[] { "bin", "dev", "etc", "lib", "lib/modules", "proc", "root", "sys", "tmp" })
        {
            archive.AddDirectory(folder);
        }

        archive.AddFile("bin/busybox", File.ReadAllBytes(File.Exists(Installation.Busybox) ? Installation.Busybox : Missing(Installation.Busybox)));
        archive.AddFile("init", Scripts.Read("init.sh"));
        archive.AddFile("etc/dhcp.sh", Scripts.Read("dhcp.sh"));
        archive.AddFile("lib/modules/order", Encoding.ASCII.GetBytes(string.Join('\n', Modules) + "\n"));
        archive.AddLink("bin/sh", "busybox");
        foreach (string module in Modules)
        {
            string? file = Directory.EnumerateFiles(Path.Combine(tree, "lib", "modules"), module + ".ko", SearchOption.AllDirectories).FirstOrDefault();
            // What is built into the kernel has no file; a guest without a NIC tells of a real lack at once.
            if (file is not null)
            {
                archive.AddFile($"lib/modules/{module}.ko", File.ReadAllBytes(file));
            }
        }

        archive.Finish();
        return bytes.ToArray();
    }

    private static void Write(string file, byte[] root)
    {
        string fresh = file + ".new";
        using (var gzip = new GZipStream(File.Create(fresh), CompressionLevel.Fastest))
        {
            gzip.Write(root);
        }

        File.Move(fresh, file, overwrite: true);
    }

    private static string Missing(string path) => throw new LabException($"{path} is missing: ./dev lab up --qemu fetches it");
}

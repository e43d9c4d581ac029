namespace Musubi.Cli.Tests.Libvirt;

/// <summary>Domains as libvirt gives them to a hook.</summary>
internal static class Domains
{
    public const string Mac = "02:00:00:00:00:01";
    public const string Socket = "/run/musubi/vhost/vm1.nic0.sock";

    public static string Shared(string path = Socket, string mode = "server", string mac = Mac, string group = "web") => Of(
        $"<musubi:nic name='nic0' mac='{mac}' portGroup='{group}'/>",
        $"<interface type='vhostuser'><mac address='{Mac}'/><source type='unix' path='{path}' mode='{mode}'/><model type='virtio'/></interface>");

    public static string Tap(string group = "web") => Of(
        $"<musubi:nic mac='{Mac}' portGroup='{group}'/>",
        $"<interface type='ethernet'><mac address='{Mac}'/><target dev='tap1' managed='no'/><model type='virtio'/></interface>");

    public static string Of(string nics, string devices, string memory = "<memoryBacking><access mode='shared'/></memoryBacking>") =>
        $"<domain type='qemu'><name>vm1</name><metadata><musubi:vm xmlns:musubi='urn:musubi:libvirt:1'>{nics}</musubi:vm></metadata>{memory}<devices>{devices}</devices></domain>";
}

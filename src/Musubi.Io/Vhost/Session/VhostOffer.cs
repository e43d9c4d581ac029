using Musubi.Io.Vhost.Protocol;
using Musubi.Io.Virtio;

namespace Musubi.Io.Vhost.Session;

/// <summary>What the back end offers to every front end.</summary>
public static class VhostOffer
{
    /// <summary>
    /// GUEST_ANNOUNCE is not among the features, so that it is the switch that announces a guest that has moved (RARP), in
    /// the right VLAN, whatever the guest's own driver can do.
    /// </summary>
    private const VirtioFeatures All = VirtioFeatures.Checksum | VirtioFeatures.GuestChecksum | VirtioFeatures.Mtu
        | VirtioFeatures.GuestTso4 | VirtioFeatures.GuestTso6 | VirtioFeatures.GuestEcn | VirtioFeatures.GuestUso4 | VirtioFeatures.GuestUso6
        | VirtioFeatures.HostTso4 | VirtioFeatures.HostTso6 | VirtioFeatures.HostEcn | VirtioFeatures.HostUso
        | VirtioFeatures.MergeableReceive | VirtioFeatures.AnyLayout | VirtioFeatures.IndirectDescriptors | VirtioFeatures.EventIndex
        | VirtioFeatures.LogAll | VirtioFeatures.ProtocolFeatures | VirtioFeatures.Version1 | VirtioFeatures.InOrder | VirtioFeatures.PackedRing;

    public const VhostProtocolFeatures ProtocolFeatures = VhostProtocolFeatures.Mq | VhostProtocolFeatures.LogShmfd | VhostProtocolFeatures.Rarp
        | VhostProtocolFeatures.ReplyAck | VhostProtocolFeatures.NetMtu | VhostProtocolFeatures.ConfigureMemSlots | VhostProtocolFeatures.Status;

    public static VirtioFeatures Features(VhostSessionOptions options) =>
        (All | (options.QueuePairs > 1 ? VirtioFeatures.MultiQueue : VirtioFeatures.None)) & ~options.Withheld;
}

namespace Musubi.Model.Config;

/// <summary>A guest's queues in memory that its virtual machine monitor shares over a unix socket (vhost-user).</summary>
/// <param name="Socket">Absolute path of the socket, at most 107 bytes.</param>
/// <param name="Listener">Who listens there.</param>
/// <param name="QueuePairs">Most queue pairs that the guest may use, 1..16.</param>
/// <param name="AllowUnsealedMemory">Take memory that the monitor can shrink under the switch, as huge pages of DPDK are.</param>
public sealed record VhostUserAttachment(string Socket, VhostUserListener Listener = VhostUserListener.Qemu, int QueuePairs = 1, bool AllowUnsealedMemory = false) : AttachmentConfig
{
    public const int MostQueuePairs = 16;
}

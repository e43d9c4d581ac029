namespace Musubi.Bench.Load;

/// <summary>How the load's virtio queues are laid out, with the words that the tables use.</summary>
/// <param name="Name">As it stands in the tables.</param>
/// <param name="Options">Of DPDK's virtio_user.</param>
internal sealed record QueueLayout(string Name, string Options)
{
    public static IReadOnlyList<QueueLayout> All { get; } = [new("default", ""), new("mrg_rxbuf=0", ",mrg_rxbuf=0"), new("packed_vq=1", ",packed_vq=1")];
}

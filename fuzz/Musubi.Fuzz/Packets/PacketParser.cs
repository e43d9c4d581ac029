namespace Musubi.Fuzz.Packets;

/// <summary>A parser of packets that strangers send.</summary>
/// <param name="Name">In one word.</param>
/// <param name="Seeds">Packets that it takes.</param>
/// <param name="Parse">What it said of a packet, in a word; throws <see cref="FuzzFailure"/> when what it gave breaks its promises.</param>
internal sealed record PacketParser(string Name, IReadOnlyList<byte[]> Seeds, Func<byte[], string> Parse)
{
    /// <summary>Makes a changed packet one that gets past the outermost check, such as a checksum.</summary>
    public Action<byte[]> Mend { get; init; } = _ => { };
}

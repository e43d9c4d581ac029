using System.Runtime.CompilerServices;

namespace Musubi.Io.Offload;

/// <summary>
/// Private room for the headers that every segment repeats: Ethernet with its tag, two more tags, IPv6 with 64 bytes of
/// extensions or IPv4 with its options, TCP with its options.
/// </summary>
[InlineArray(Length)]
internal struct HeaderRoom
{
    public const int Length = 192;

    private byte _first;
}

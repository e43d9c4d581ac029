using System.Runtime.CompilerServices;

namespace Musubi.Io.Ports;

/// <summary>Room for an Ethernet header with one 802.1Q tag: 14 or 18 bytes, network order, and two to spare.</summary>
[InlineArray(Length)]
public struct EthernetHeader
{
    public const int Length = 20;

    private byte _first;
}

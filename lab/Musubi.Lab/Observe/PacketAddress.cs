using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Musubi.Lab.Observe;

/// <summary>sockaddr_ll (packet(7)) for an interface of the namespace that this process runs in.</summary>
internal sealed class PacketAddress(string device) : EndPoint
{
    private const int Length = 20;

    public override AddressFamily AddressFamily => AddressFamily.Packet;

    public override SocketAddress Serialize()
    {
        // `ip netns exec` shows the namespace's own interfaces here.
        string file = $"/sys/class/net/{device}/ifindex";
        int index = File.Exists(file) ? int.Parse(File.ReadAllText(file), CultureInfo.InvariantCulture) : throw new LabException($"no interface {device} here");
        var address = new SocketAddress(AddressFamily.Packet, Length);
        // Family (2 bytes), protocol (2, none: this socket only sends), index of the interface (4, little endian).
        BitConverter.TryWriteBytes(address.Buffer.Span[4..8], index);
        return address;
    }
}

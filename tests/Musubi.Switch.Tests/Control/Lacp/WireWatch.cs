using System.Buffers.Binary;
using Musubi.Io.Memory;
using Musubi.Io.Namespaces;
using Musubi.Io.Native;
using Musubi.Io.Netlink;
using Musubi.Io.Packet;
using Musubi.Io.Ports;
using Musubi.Switch.Tests.Control.Testbed;

namespace Musubi.Switch.Tests.Control.Lacp;

/// <summary>
/// Counts what passes the cables of uplinks in both directions, between the data plane and its partner: what is lost before or behind them is
/// the one's or the other's. One thread reads all.
/// </summary>
internal sealed class WireWatch : IDisposable
{
    private const int EtherTypeAt = 12;
    private const int ProtocolAt = 23;
    private const int UdpLengthAt = 38;
    private const int UdpHeader = 8;
    private const byte Udp = 17;

    /// <summary>In an LACPDU, the actor's state (802.1AX-2014, 6.4.2.3), and that it collects.</summary>
    private const int ActorStateAt = 32;
    private const byte Collecting = 0x10;

    private readonly FrameArena _arena = new(64);
    private readonly ReceivedFrame[] _frames = new ReceivedFrame[64];
    private readonly (PacketPort FromSwitch, PacketPort FromPartner)[] _cables;
    private readonly bool[] _collects;
    private readonly Thread _thread;
    private int _left;
    private int _came;
    private int _early;
    private bool _ending;

    /// <param name="judged">The cable at which it is watched that nothing leaves before the partner collects; it is down as yet.</param>
    public WireWatch(Namespace host, Namespace physical, IReadOnlyList<Uplink> uplinks, Uplink judged)
    {
        _cables = [.. uplinks.Select(uplink => (Open(physical, uplink.FarName), Open(host, uplink.Port.Name)))];
        _collects = [.. uplinks.Select(uplink => uplink != judged)];
        _thread = new Thread(Run) { IsBackground = true };
        _thread.Start();
    }

    /// <summary>Datagrams of a <see cref="UdpLoad"/> that left the data plane.</summary>
    public int Left => Volatile.Read(ref _left);

    /// <summary>Datagrams that the partner sent to it.</summary>
    public int Came => Volatile.Read(ref _came);

    /// <summary>Datagrams that left by the judged cable before the partner said that it takes them.</summary>
    public int Early => Volatile.Read(ref _early);

    public void Dispose()
    {
        Volatile.Write(ref _ending, true);
        _thread.Join();
        foreach ((PacketPort fromSwitch, PacketPort fromPartner) in _cables)
        {
            fromSwitch.Dispose();
            fromPartner.Dispose();
        }

        _arena.Dispose();
    }

    private static PacketPort Open(Namespace place, string name)
    {
        using NetworkNamespace inside = NetworkNamespace.OpenNamed(place.Name);
        return inside.Run(() =>
        {
            using RouteClient routes = RouteClient.Open();
            return new PacketPort(PacketSocket.Open(routes.Links.Find(name)!.Index));
        });
    }

    private void Run()
    {
        while (!Volatile.Read(ref _ending))
        {
            bool idle = true;
            for (int i = 0; i < _cables.Length; i++)
            {
                // What the partner said before these left has come by the time they are read: it is read after them and judged first.
                int left = Datagrams(_cables[i].FromSwitch, i, fromPartner: false, ref idle);
                int came = Datagrams(_cables[i].FromPartner, i, fromPartner: true, ref idle);
                Volatile.Write(ref _early, _early + (_collects[i] ? 0 : left));
                Volatile.Write(ref _left, _left + left);
                Volatile.Write(ref _came, _came + came);
            }

            if (idle)
            {
                Thread.Sleep(1);
            }
        }
    }

    private int Datagrams(PacketPort port, int cable, bool fromPartner, ref bool idle)
    {
        int datagrams = 0;
        int count = port.Receive(_frames, _arena);
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> frame = _frames[i].Data.Span;
            datagrams += IsDatagram(frame) ? 1 : 0;
            _collects[cable] |= fromPartner && IsCollecting(frame);
        }

        port.Complete();
        idle &= count == 0;
        return datagrams;
    }

    private static bool IsDatagram(ReadOnlySpan<byte> frame) =>
        frame.Length >= UdpLengthAt + 2 && BinaryPrimitives.ReadUInt16BigEndian(frame[EtherTypeAt..]) == 0x0800 && frame[ProtocolAt] == Udp
        && BinaryPrimitives.ReadUInt16BigEndian(frame[UdpLengthAt..]) == UdpHeader + UdpLoad.Bytes;

    private static bool IsCollecting(ReadOnlySpan<byte> frame) =>
        frame.Length > ActorStateAt && BinaryPrimitives.ReadUInt16BigEndian(frame[EtherTypeAt..]) == 0x8809 && frame[EtherTypeAt + 2] == 1 && (frame[ActorStateAt] & Collecting) != 0;
}

using Musubi.Io.Native;

namespace Musubi.Io.Netlink;

/// <summary>A NETLINK_ROUTE socket of the namespace of the thread that opened it.</summary>
internal sealed unsafe class NetlinkSocket : IDisposable
{
    private const int Family = 16;
    private const int RawNonBlockCloseOnExec = 3 | 0x800 | 0x80000;
    private const int LevelNetlink = 270;
    private const int OptionCapAck = 10;
    private const int OptionExtendedAck = 11;
    private const int LevelSocket = 1;
    private const int OptionReceiveBufferForce = 33;
    private const int ReceiveBufferBytes = 1 << 20;

    private readonly FileDescriptor _socket;

    /// <param name="groups">Multicast groups to listen to, as RTMGRP_* bits.</param>
    public NetlinkSocket(uint groups)
    {
        _socket = new FileDescriptor(SystemCall.Check(Libc.socket(Family, RawNonBlockCloseOnExec, 0), "socket(NETLINK_ROUTE)"));
        // Without these, errors come with fewer words and larger echoes, and bursts overrun sooner: nothing fails.
        Set(LevelNetlink, OptionCapAck, 1);
        Set(LevelNetlink, OptionExtendedAck, 1);
        Set(LevelSocket, OptionReceiveBufferForce, ReceiveBufferBytes);
        NetlinkAddress address = new() { Family = Family, Groups = groups };
        // Safe: the kernel reads the struct during the call.
        SystemCall.Check(Libc.bind(_socket.Number, &address, (uint)sizeof(NetlinkAddress)), "bind(NETLINK_ROUTE)");
    }

    public int Descriptor => _socket.Number;

    public void Send(ReadOnlySpan<byte> message)
    {
        // Safe: the span is pinned and its true length told.
        fixed (byte* bytes = message)
        {
            SystemCall.Check(Libc.send(_socket.Number, bytes, (nuint)message.Length, 0), "send(NETLINK_ROUTE)");
        }
    }

    /// <summary>Bytes of one datagram, or minus the error number. Never waits.</summary>
    public int TryReceive(Span<byte> room)
    {
        // Safe: the span is pinned and its true length told.
        fixed (byte* bytes = room)
        {
            nint read = Libc.recv(_socket.Number, bytes, (nuint)room.Length, 0);
            return read >= 0 ? (int)read : -SystemCall.Error;
        }
    }

    public void Dispose() => _socket.Dispose();

    private void Set(int level, int option, int value) =>
        // Safe: four bytes of this frame are read.
        _ = Libc.setsockopt(_socket.Number, level, option, &value, sizeof(int));
}

using Musubi.Io.Native;
using Musubi.Io.Sockets;

namespace Musubi.Io.Vhost.Protocol;

/// <summary>
/// A connected vhost-user socket: cuts the stream into messages with their descriptors, and sends. Serves either side. Never
/// waits and never throws on what the other side does; reads never cross the end of a message, so the descriptors that
/// come with its bytes are its own. The descriptor must be non-blocking. One thread.
/// </summary>
public sealed class VhostChannel : IDisposable
{
    /// <summary>The longest payload taken: a full memory table, or a configuration space of 256 bytes, with room to spare.</summary>
    public const int MaxPayloadBytes = 1024;

    private readonly FileDescriptor _socket;
    private readonly byte[] _header = new byte[VhostHeader.Bytes];
    private readonly List<FileDescriptor> _descriptors = [];
    private byte[]? _payload;
    private int _filled;

    /// <summary>Takes over the socket.</summary>
    public VhostChannel(FileDescriptor socket) => _socket = socket;

    /// <summary>To wait on for messages.</summary>
    public int PollDescriptor => _socket.Number;

    public FileDescriptor Socket => _socket;

    /// <summary>Set when <see cref="TryReceive"/> or <see cref="TrySend"/> found the channel broken.</summary>
    public VhostRefusal Refusal { get; private set; }

    /// <summary>Takes one message if it is there whole.</summary>
    public VhostReceiveStatus TryReceive(out VhostMessage? message)
    {
        message = null;
        while (Refusal == VhostRefusal.None)
        {
            Span<byte> room = _payload is null ? _header.AsSpan(_filled) : _payload.AsSpan(_filled);
            int read = Read(room);
            if (read <= 0)
            {
                return read < 0 ? VhostReceiveStatus.Incomplete : AtEnd();
            }

            _filled += read;
            if (read == room.Length && _payload is null)
            {
                BeginPayload();
            }

            if (_payload is not null && _filled == _payload.Length)
            {
                message = TakeMessage();
                return VhostReceiveStatus.Message;
            }
        }

        return VhostReceiveStatus.Refused;
    }

    /// <summary>Sends one message whole. The descriptors stay the caller's.</summary>
    /// <param name="descriptors">At most <see cref="VhostMessage.MaxTableRegions"/> by the protocol; the hostile tests send more.</param>
    /// <returns>False when the other side is gone, or leaves the socket full, which <see cref="Refusal"/> says.</returns>
    public bool TrySend(VhostRequest request, uint flags, ReadOnlySpan<byte> payload, ReadOnlySpan<int> descriptors = default)
    {
        Span<byte> header = stackalloc byte[VhostHeader.Bytes];
        new VhostHeader(request, flags | VhostHeader.Version, (uint)payload.Length).Write(header);
        try
        {
            int sent = DescriptorMessage.Send(_socket.Number, header, payload, descriptors);
            if (sent == header.Length + payload.Length)
            {
                return true;
            }

            Refusal = VhostRefusal.ReplyNotTaken;
        }
        catch (SystemCallException e)
        {
            // A front end that has closed is not to blame for what it asked before.
            Refusal = e.Error is Errno.BrokenPipe or Errno.ConnectionReset ? VhostRefusal.None : VhostRefusal.SocketFailed;
        }

        return false;
    }

    /// <summary>Sends bytes as they are, which need be no message: for those who test what the other side makes of them.</summary>
    internal bool TrySendRaw(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return DescriptorMessage.Send(_socket.Number, bytes, [], []) == bytes.Length;
        }
        catch (SystemCallException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        CloseDescriptors();
        _socket.Dispose();
    }

    /// <summary>Bytes read, 0 at the end or when refused, -1 when there are none now.</summary>
    private int Read(Span<byte> room)
    {
        try
        {
            int read = DescriptorMessage.Receive(_socket.Number, room, _descriptors, out bool tooMany);
            if (tooMany || _descriptors.Count > VhostMessage.MaxTableRegions)
            {
                Refusal = VhostRefusal.TooManyDescriptors;
                return 0;
            }

            return read;
        }
        catch (SystemCallException)
        {
            Refusal = VhostRefusal.SocketFailed;
            return 0;
        }
    }

    private void BeginPayload()
    {
        VhostHeader header = VhostHeader.Read(_header);
        if ((header.Flags & VhostHeader.VersionMask) != VhostHeader.Version)
        {
            Refusal = VhostRefusal.BadHeader;
            return;
        }

        if (header.Size > MaxPayloadBytes)
        {
            Refusal = VhostRefusal.MessageTooLong;
            return;
        }

        _payload = header.Size == 0 ? [] : new byte[header.Size];
        _filled = 0;
    }

    private VhostReceiveStatus AtEnd()
    {
        if (Refusal == VhostRefusal.None && (_payload is not null || _filled > 0))
        {
            Refusal = VhostRefusal.MessageCutShort;
        }

        return Refusal == VhostRefusal.None ? VhostReceiveStatus.Closed : VhostReceiveStatus.Refused;
    }

    private VhostMessage TakeMessage()
    {
        VhostMessage message = new(VhostHeader.Read(_header), _payload!, [.. _descriptors]);
        _descriptors.Clear();
        _payload = null;
        _filled = 0;
        return message;
    }

    private void CloseDescriptors()
    {
        foreach (FileDescriptor descriptor in _descriptors)
        {
            descriptor.Dispose();
        }

        _descriptors.Clear();
    }
}

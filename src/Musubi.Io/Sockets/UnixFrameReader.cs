using System.Buffers.Binary;
using Musubi.Io.Native;

namespace Musubi.Io.Sockets;

/// <summary>
/// Cuts the stream of one connection into frames. Reads never cross the end of a frame, so the descriptors that come with
/// its bytes are its own. Grows with the bytes that came, not with the length that was announced. One thread.
/// </summary>
internal sealed unsafe class UnixFrameReader(int descriptor) : IDisposable
{
    private const int FirstBytes = 64 << 10;

    private readonly byte[] _header = new byte[UnixFraming.HeaderBytes];
    private byte[]? _payload;
    private int _filled;
    private int _length;
    private List<FileDescriptor> _descriptors = [];
    private int _onFirstByte;

    /// <summary>Takes what the socket has, up to one frame; never waits.</summary>
    /// <exception cref="UnixFramingException">The peer breaks the framing.</exception>
    public UnixReceiveStatus TryReceive(out UnixFrame? frame)
    {
        frame = null;
        while (true)
        {
            int read = ReadSome();
            if (read < 0)
            {
                return UnixReceiveStatus.Incomplete;
            }

            if (read == 0)
            {
                return AtEnd();
            }

            _filled += read;
            if (_payload is null && _filled == UnixFraming.HeaderBytes)
            {
                BeginPayload();
            }

            // A frame without payload is whole with its header.
            if (_payload is not null && _filled == _length)
            {
                frame = TakeFrame();
                return UnixReceiveStatus.Frame;
            }
        }
    }

    public void Dispose() => CloseDescriptors();

    private int ReadSome()
    {
        bool first = _payload is null && _filled == 0;
        Span<byte> room = _payload is null ? _header.AsSpan(_filled) : PayloadRoom();
        int read = DescriptorMessage.Receive(descriptor, room, _descriptors, out bool tooMany);
        if (tooMany || _descriptors.Count > UnixFraming.MaxDescriptors)
        {
            CloseDescriptors();
            throw new UnixFramingException($"a frame came with more than {UnixFraming.MaxDescriptors} descriptors");
        }

        if (read > 0 && !first && _descriptors.Count != _onFirstByte)
        {
            CloseDescriptors();
            throw new UnixFramingException("descriptors came within a frame; they ride on its first byte");
        }

        if (first && read > 0)
        {
            _onFirstByte = _descriptors.Count;
        }

        return read;
    }

    private Span<byte> PayloadRoom()
    {
        if (_filled == _payload!.Length)
        {
            Array.Resize(ref _payload, (int)Math.Min((long)_payload.Length * 2, _length));
        }

        return _payload.AsSpan(_filled);
    }

    private void BeginPayload()
    {
        uint announced = BinaryPrimitives.ReadUInt32LittleEndian(_header);
        if (announced > UnixFraming.MaxPayloadBytes)
        {
            throw new UnixFramingException($"a frame of {announced} bytes is announced, the limit is {UnixFraming.MaxPayloadBytes}");
        }

        _length = (int)announced;
        _payload = new byte[Math.Min(_length, FirstBytes)];
        _filled = 0;
    }

    private UnixReceiveStatus AtEnd()
    {
        if (_payload is null && _filled == 0)
        {
            return UnixReceiveStatus.Closed;
        }

        string part = _payload is null ? $"{_filled} of {UnixFraming.HeaderBytes} length bytes" : $"{_filled} of {_length} bytes";
        throw new UnixFramingException($"the peer ended within a frame, after {part}");
    }

    private UnixFrame TakeFrame()
    {
        UnixFrame frame = new(_payload!, _descriptors);
        _payload = null;
        _filled = 0;
        _descriptors = [];
        return frame;
    }

    private void CloseDescriptors()
    {
        foreach (FileDescriptor one in _descriptors)
        {
            one.Dispose();
        }

        _descriptors = [];
    }
}

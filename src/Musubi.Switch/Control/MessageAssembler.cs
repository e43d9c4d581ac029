using System.Buffers.Binary;
using Google.Protobuf;
using Musubi.Contracts.Plan;

namespace Musubi.Switch.Control;

/// <summary>
/// Cuts the bytes of the agent's stream into messages. Holds at most one message of <see cref="MaxMessageBytes"/> and one
/// read beyond it. Whatever does not follow the framing is answered with a reason; the connection is then of no more use.
/// Control thread only.
/// </summary>
public sealed class MessageAssembler
{
    public const int MaxMessageBytes = 16 * 1024 * 1024;

    private const int ReadBytes = 64 * 1024;

    private byte[] _buffer = new byte[ReadBytes];
    private int _start;
    private int _end;

    /// <summary>Bytes that belong to a message which has not come whole yet.</summary>
    public int Pending => _end - _start;

    /// <summary>Where the next read goes; never empty.</summary>
    public Span<byte> Room()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_buffer.Length - _end < ReadBytes)
        {
            Array.Resize(ref _buffer, Math.Min(_buffer.Length * 2, MaxMessageBytes + sizeof(uint) + ReadBytes));
        }

        return _buffer.AsSpan(_end);
    }

    public void Advance(int bytes) => _end += bytes;

    /// <summary>The next whole message; null with no <paramref name="violation"/> when more bytes are needed.</summary>
    public AgentMessage? TryTake(out string? violation)
    {
        violation = null;
        if (Pending < sizeof(uint))
        {
            return null;
        }

        uint length = BinaryPrimitives.ReadUInt32LittleEndian(_buffer.AsSpan(_start));
        if (length > MaxMessageBytes)
        {
            violation = $"a message of {length} bytes is announced, the limit is {MaxMessageBytes}";
            return null;
        }

        if (Pending - sizeof(uint) < length)
        {
            return null;
        }

        ReadOnlySpan<byte> body = _buffer.AsSpan(_start + sizeof(uint), (int)length);
        _start += sizeof(uint) + (int)length;
        return Parse(body, out violation);
    }

    private static AgentMessage? Parse(ReadOnlySpan<byte> body, out string? violation)
    {
        try
        {
            AgentMessage message = AgentMessage.Parser.ParseFrom(body);
            violation = message.BodyCase == AgentMessage.BodyOneofCase.None ? "a message without a body that this version knows" : null;
            return violation is null ? message : null;
        }
        catch (InvalidProtocolBufferException e)
        {
            violation = $"not a message: {e.Message}";
            return null;
        }
    }
}

namespace Musubi.Io.Memory;

/// <summary>
/// Bytes of a frame in memory that the garbage collector does not own: a buffer of a <see cref="FrameArena"/>, or guest
/// memory. Valid until the port that gave it is told <see cref="Ports.FramePort.Complete"/>; whoever holds it longer reads
/// another frame's bytes, never unmapped memory (memory is unmapped only after every worker finished a turn).
/// </summary>
public readonly struct FrameSlice
{
    private readonly nint _address;
    private readonly int _length;

    internal FrameSlice(nint address, int length)
    {
        _address = address;
        _length = length;
    }

    /// <summary>Bytes, 0 or more.</summary>
    public int Length => _length;

    internal nint Address => _address;

    /// <summary>The bytes. Guest memory may change under the reader: copy what is judged, then judge the copy.</summary>
    public unsafe ReadOnlySpan<byte> Span =>
        // Safe: address and length come from an arena or a checked guest range, both mapped for the whole turn.
        new((void*)_address, _length);

    /// <summary>The rest from <paramref name="start"/>, which must lie within the slice.</summary>
    public FrameSlice Slice(int start)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)start, (uint)_length);
        return new FrameSlice(_address + start, _length - start);
    }

    /// <summary>The first <paramref name="length"/> bytes, or all of a shorter slice.</summary>
    public FrameSlice Most(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        return new FrameSlice(_address, Math.Min(length, _length));
    }
}

using System.Runtime.InteropServices;

namespace Musubi.Io.Memory;

/// <summary>
/// One worker's receive buffers: a fixed number, each large enough for a 64 KB offload frame with its headers. Allocated
/// once, outside the garbage collector's heap. Used by its worker's thread alone.
/// </summary>
public sealed unsafe class FrameArena : IDisposable
{
    /// <summary>65,535 bytes of IP, Ethernet header, two tags, and room for an offload header; a multiple of 64.</summary>
    public const int BufferBytes = 65_664;

    /// <summary>
    /// Where copying ports put a frame's first byte: its offload header stands right before it, so that one system call
    /// fills both without a vector, and the frame starts on a cache line.
    /// </summary>
    internal const int FrameOffset = 64;

    /// <summary>Bytes of a frame that a buffer holds behind <see cref="FrameOffset"/>.</summary>
    internal const int FrameBytes = BufferBytes - FrameOffset;

    private nint _memory;

    /// <param name="buffers">1..1024.</param>
    public FrameArena(int buffers)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(buffers, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(buffers, 1024);
        Buffers = buffers;
        // Safe: zeroed so that no stale bytes are ever sent, freed once in Dispose.
        _memory = (nint)NativeMemory.AlignedAlloc((nuint)buffers * BufferBytes, 64);
        NativeMemory.Clear((void*)_memory, (nuint)buffers * BufferBytes);
    }

    public int Buffers { get; }

    /// <summary>The start of a buffer, for the ports of this project.</summary>
    internal nint Address(int buffer)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)buffer, (uint)Buffers);
        return _memory + ((nint)buffer * BufferBytes);
    }

    /// <summary>A buffer's bytes, for whoever makes frames rather than receives them (tests, generators, RARP).</summary>
    public Span<byte> Buffer(int buffer) => new((void*)Address(buffer), BufferBytes); // Safe: Address checks the index.

    /// <summary>Part of a buffer as a slice, both ends checked.</summary>
    public FrameSlice Slice(int buffer, int start, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)start + length, BufferBytes);
        return new FrameSlice(Address(buffer) + start, length);
    }

    public void Dispose()
    {
        nint memory = Interlocked.Exchange(ref _memory, 0);
        if (memory != 0)
        {
            // Safe: exchanged above, so freed exactly once.
            NativeMemory.AlignedFree((void*)memory);
        }
    }
}

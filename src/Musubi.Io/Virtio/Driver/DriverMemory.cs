using Musubi.Io.Memory;
using Musubi.Io.Native;

namespace Musubi.Io.Virtio.Driver;

/// <summary>
/// The memory of a made-up guest: a file that can be shared with a back end, as seen from the driver's side, and a bump
/// allocator over it. For tests, fuzzing and load generators. One thread allocates.
/// </summary>
public sealed unsafe class DriverMemory : IDisposable
{
    /// <summary>Where the guest believes its memory to begin.</summary>
    public const ulong GuestBase = 0x1_0000_0000;

    /// <summary>Where the front end says that it has mapped it.</summary>
    public const ulong UserBase = 0x7000_0000_0000;

    private const int ReadWrite = 1 | 2;
    private const int Shared = 1;

    private nint _memory;
    private int _next;

    /// <param name="bytes">A multiple of 4096.</param>
    /// <param name="isSealed">Against being cut shorter.</param>
    public DriverMemory(int bytes, bool isSealed = true)
    {
        Bytes = bytes;
        Descriptor = MemoryFile.Create("musubi-driver", bytes);
        if (isSealed)
        {
            MemoryFile.Seal(Descriptor, MemoryFile.SealShrink);
        }

        // Safe: a new mapping at an address of the kernel's choice; unmapped once in Dispose with the same length.
        _memory = SystemCall.Check(Libc.mmap(null, (nuint)bytes, ReadWrite, Shared, Descriptor.Number, 0), "mmap");
    }

    public FileDescriptor Descriptor { get; }

    public int Bytes { get; }

    /// <summary>Offset of new bytes, zeroed, never given back.</summary>
    /// <param name="alignment">A power of two.</param>
    /// <exception cref="InvalidOperationException">The memory is used up.</exception>
    public int Allocate(int bytes, int alignment = 64)
    {
        int offset = (_next + alignment - 1) & -alignment;
        _next = offset + bytes <= Bytes ? offset + bytes : throw new InvalidOperationException($"{bytes} bytes are not left of {Bytes}");
        return offset;
    }

    /// <summary>The bytes at an offset; both ends are checked.</summary>
    public Span<byte> Slice(int offset, int length) => new((void*)Address(offset, length), length); // Safe: checked by Address.

    internal nint Address(int offset, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)offset + length, Bytes);
        return _memory + offset;
    }

    /// <summary>Cuts the file shorter under whoever has mapped it. Only where it is not sealed.</summary>
    public void Shrink(int bytes) => MemoryFile.Resize(Descriptor, bytes);

    public void Dispose()
    {
        nint memory = Interlocked.Exchange(ref _memory, 0);
        if (memory != 0)
        {
            _ = Libc.munmap(memory, (nuint)Bytes);
        }

        Descriptor.Dispose();
    }
}

using System.Runtime.CompilerServices;
using Microsoft.Win32.SafeHandles;
using Musubi.Io.Native;

namespace Musubi.Io.Memory;

/// <summary>
/// A file's bytes mapped into memory and shared with whoever maps it too. Every access is checked against the length; the
/// file must not be cut shorter while it is mapped. Not to be used after it is disposed.
/// </summary>
internal sealed unsafe class SharedMapping : IDisposable
{
    private const int ProtectionRead = 1;
    private const int ProtectionWrite = 2;
    private const int MapShared = 1;

    private nint _memory;

    /// <param name="bytes">1 or more, and no more than the file has.</param>
    /// <exception cref="SystemCallException">The kernel refuses.</exception>
    public SharedMapping(SafeFileHandle file, long bytes, bool writable)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes, 1);
        Bytes = bytes;
        int protection = writable ? ProtectionRead | ProtectionWrite : ProtectionRead;
        // Safe: a new mapping at an address of the kernel's choice; unmapped once in Dispose with the same length.
        _memory = SystemCall.Check(Libc.mmap(null, (nuint)bytes, protection, MapShared, (int)file.DangerousGetHandle(), 0), "mmap");
    }

    public long Bytes { get; }

    /// <summary>Part of the mapping; both ends are checked.</summary>
    public Span<byte> Slice(long offset, int length)
    {
        Check(offset, length);
        return new Span<byte>((void*)(_memory + (nint)offset), length); // Safe: checked above.
    }

    /// <summary>A number that others may read or write at the same time: use <see cref="Volatile"/> on it.</summary>
    /// <param name="offset">A multiple of 8, so that the number is read and written whole.</param>
    public ref ulong Word(long offset)
    {
        Check(offset, sizeof(ulong));
        ArgumentOutOfRangeException.ThrowIfNotEqual(offset % sizeof(ulong), 0);
        return ref Unsafe.AsRef<ulong>((void*)(_memory + (nint)offset)); // Safe: checked above; mappings start at a page.
    }

    /// <summary>The address of <paramref name="length"/> bytes that all lie within the mapping.</summary>
    public nint Address(long offset, int length)
    {
        Check(offset, length);
        return _memory + (nint)offset;
    }

    public void Dispose()
    {
        nint memory = Interlocked.Exchange(ref _memory, 0);
        if (memory != 0)
        {
            _ = Libc.munmap(memory, (nuint)Bytes);
        }
    }

    private void Check(long offset, int length)
    {
        ObjectDisposedException.ThrowIf(_memory == 0, this);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Bytes - length);
    }
}

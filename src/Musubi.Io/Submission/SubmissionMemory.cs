using Musubi.Io.Native;

namespace Musubi.Io.Submission;

/// <summary>One of the two mappings that an io_uring shares with the kernel.</summary>
internal sealed unsafe class SubmissionMemory : IDisposable
{
    private const int ReadAndWrite = 1 | 2;
    private const int SharedPopulated = 1 | 0x8000;

    private readonly long _bytes;
    private nint _address;

    /// <param name="offset">Which of them.</param>
    /// <exception cref="SystemCallException">The kernel refuses.</exception>
    public SubmissionMemory(FileDescriptor ring, long bytes, long offset)
    {
        _bytes = bytes;
        // Safe: a new mapping at an address of the kernel's choice; unmapped once in Dispose with the same length.
        _address = SystemCall.Check(Libc.mmap(null, (nuint)bytes, ReadAndWrite, SharedPopulated, ring.Number, (nint)offset), "mmap(io_uring)");
    }

    public byte* Address => (byte*)_address; // Safe: whoever holds it holds this object.

    public void Dispose()
    {
        nint address = Interlocked.Exchange(ref _address, 0);
        if (address != 0)
        {
            _ = Libc.munmap(address, (nuint)_bytes);
        }
    }
}

using Musubi.Io.Native;

namespace Musubi.Io.Xdp;

/// <summary>Memory of an AF_XDP socket, or a ring of it, mapped to be shared with the kernel.</summary>
internal sealed unsafe class XdpMapping : IDisposable
{
    private const int ReadAndWrite = 1 | 2;
    private const int SharedPopulated = 1 | 0x8000;

    private nint _address;

    /// <param name="offset">Where in the file; of a socket, which ring.</param>
    /// <exception cref="SystemCallException">The kernel refuses.</exception>
    public XdpMapping(FileDescriptor file, long bytes, long offset)
    {
        Bytes = bytes;
        // Safe: a new mapping at an address of the kernel's choice; unmapped once in Dispose with the same length.
        _address = SystemCall.Check(Libc.mmap(null, (nuint)bytes, ReadAndWrite, SharedPopulated, file.Number, (nint)offset), "mmap(AF_XDP)");
    }

    public nint Address => _address;

    public long Bytes { get; }

    public void Dispose()
    {
        nint address = Interlocked.Exchange(ref _address, 0);
        if (address != 0)
        {
            _ = Libc.munmap(address, (nuint)Bytes);
        }
    }
}

using Microsoft.Win32.SafeHandles;

namespace Musubi.Io.Native;

/// <summary>An owned descriptor: closed when disposed, close-on-exec. Any thread.</summary>
public sealed class FileDescriptor : SafeHandleMinusOneIsInvalid
{
    private const int DuplicateCloseOnExec = 1030;

    public FileDescriptor(int number)
        : base(ownsHandle: true) => SetHandle(number);

    /// <summary>The number, for calls on a thread that keeps this object alive.</summary>
    public int Number => (int)handle;

    /// <summary>A second descriptor of the same open file.</summary>
    /// <exception cref="SystemCallException">The process has no descriptors left.</exception>
    public FileDescriptor Duplicate() => new(SystemCall.Check(Libc.fcntl(Number, DuplicateCloseOnExec, 3), "fcntl(F_DUPFD_CLOEXEC)"));

    protected override bool ReleaseHandle() => Libc.close((int)handle) == 0;
}

using System.Runtime.InteropServices;

namespace Musubi.Io.Native;

/// <summary>struct io_uring_cqe (linux/io_uring.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct IoRingCompletion
{
    public ulong UserData;

    /// <summary>Bytes, or minus the error number.</summary>
    public int Result;

    public uint Flags;
}

using System.Runtime.InteropServices;

namespace Musubi.Io.Native;

/// <summary>struct io_uring_sqe (linux/io_uring.h), as reads and writes use it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct IoRingSubmission
{
    /// <summary>IORING_OP_WRITEV.</summary>
    public const byte WriteVectors = 2;

    /// <summary>IORING_OP_READ.</summary>
    public const byte Read = 22;

    /// <summary>RWF_NOWAIT: fail with <see cref="Errno.TryAgain"/> rather than wait.</summary>
    public const uint NoWait = 8;

    public byte Operation;
    public byte Flags;
    public ushort Priority;
    public int Descriptor;
    public ulong Offset;
    public ulong Address;
    public uint Length;
    public uint OperationFlags;
    public ulong UserData;
    public ushort Buffer;
    public ushort Personality;
    public int SecondDescriptor;
    public ulong Address3;
    public ulong Reserved;
}

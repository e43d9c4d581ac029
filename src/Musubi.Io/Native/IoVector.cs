using System.Runtime.InteropServices;
using Musubi.Io.Memory;

namespace Musubi.Io.Native;

/// <summary>struct iovec.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct IoVector(void* start, int length)
{
    public void* Start = start;
    public nuint Length = (nuint)length;

    public IoVector(FrameSlice slice)
        : this((void*)slice.Address, slice.Length)
    {
    }
}

using System.Runtime.InteropServices;

namespace Musubi.Io.Native;

/// <summary>struct iovec.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct IoVector(void* start, int length)
{
    public void* Start = start;
    public nuint Length = (nuint)length;
}

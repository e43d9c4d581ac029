using System.Runtime.InteropServices;

namespace Musubi.Io.Virtio;

/// <summary>Bytes of one descriptor, checked to lie in the guest's memory.</summary>
/// <param name="Host">Their address here. First, for whoever reads a row of segments as addresses.</param>
/// <param name="Length">How many.</param>
/// <param name="Guest">Their guest-physical address.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct BufferSegment(nint Host, uint Length, ulong Guest);

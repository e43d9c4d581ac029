using System.Runtime.InteropServices;

namespace Musubi.Io.Vhost.Protocol;

/// <summary>Where the dirty-page log lies in the file whose descriptor came along: bytes, and the offset of its first byte.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct VhostLog(ulong Size, ulong Offset);

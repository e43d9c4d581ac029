using System.Runtime.InteropServices;

namespace Musubi.Io.Vhost.Protocol;

/// <summary>A piece of guest memory as the front end describes it. Nothing of it has been checked.</summary>
/// <param name="GuestAddress">Guest-physical address of its first byte.</param>
/// <param name="Size">Bytes.</param>
/// <param name="UserAddress">The front end's own address of its first byte; ring addresses are given in these.</param>
/// <param name="MapOffset">Where it starts in the file whose descriptor came along.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct VhostMemoryRegion(ulong GuestAddress, ulong Size, ulong UserAddress, ulong MapOffset);

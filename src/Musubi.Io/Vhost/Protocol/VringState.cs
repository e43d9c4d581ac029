using System.Runtime.InteropServices;

namespace Musubi.Io.Vhost.Protocol;

/// <summary>struct vhost_vring_state: a ring and a number that concerns it (size, base, enabled).</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct VringState(uint Index, uint Number);
